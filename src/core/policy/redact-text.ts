import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The same secret always gets the same name, so that two of them can still be told apart and a change shows. */
export const pseudonym = (secret: string): string => `secret:${bytesToHex(sha256(utf8ToBytes(secret))).slice(0, 8)}`;

/**
 * While patterns run, a pseudonym stands between two private-use letters: it says "secret" itself and must not be taken
 * for one. So redacting twice changes nothing.
 */
const [open, close] = ['\uE000', '\uE001'];
const masked = new RegExp(`^${open}[0-9a-f]{8}${close}$`);
const mask = (text: string): string => text.replace(/\bsecret:([0-9a-f]{8})(?![0-9A-Za-z])/g, `${open}$1${close}`);
const masks = new RegExp(`${open}([0-9a-f]{8})${close}`, 'g');
const unmask = (text: string): string => text.replace(masks, 'secret:$1');

/** `API_KEY: undefined` names a variable that is missing; the word after it is no secret. */
const plainWord =
  /^(?:parameter|undefined|required|unbound|not|missing|null|none|nil|empty|invalid|expected|unexpected|expired|must|is|unset|true|false|value|field|variable)[.,;:!]?$/i;

const names = 'password|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?';
const named = String.raw`[\w.-]{0,40}(?:${names})`;

/** Each with the text that stays before and after the secret. Linear patterns only: log lines come from strangers. */
const shapes: readonly RegExp[] = [
  /()(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$))()/g,
  // scheme://user:password@host
  /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"']{0,200}:)([^\s/@"']{1,400})(@)/gi,
  // user:password@tcp(host:port), as drivers of Go write it
  /((?<![\w.-])[\w.-]{1,200}:)([^\s@"']{1,400})(@(?:tcp|unix|udp)\()/gi,
  /(\b(?:authorization|proxy-authorization)["']?\s{0,3}[:=]\s{0,3}["']?(?:basic|bearer|token)\s{1,3})([^\s"',;]{4,4000})()/gi,
  /(\bbearer\s{1,3})([A-Za-z0-9._~+/=-]{8,4000})()/gi,
  /()(\beyJ[A-Za-z0-9_-]{5,4000}\.[A-Za-z0-9_-]{5,4000}\.[A-Za-z0-9_-]{0,4000})()/g,
  /()(\b(?:AKIA|ASIA)[0-9A-Z]{16}\b)()/g,
  /()(\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_-]{16,64}|xox[abprs]-[A-Za-z0-9-]{10,200}|sk-[A-Za-z0-9_-]{20,200}|[rs]k_(?:live|test)_[A-Za-z0-9]{8,200}|whsec_[A-Za-z0-9+/=]{8,200}|AIza[0-9A-Za-z_-]{35})\b)()/g,
  new RegExp(String.raw`(\b${named}["']?\s{0,3}[:=]\s{0,3}")([^"\n]{1,400})(")`, 'gi'),
  new RegExp(String.raw`(\b${named}["']?\s{0,3}[:=]\s{0,3}')([^'\n]{1,400})(')`, 'gi'),
  new RegExp(String.raw`(\b${named}["']?\s{0,3}=\s{0,3})([^\s"'&;,)}\]]{1,400})()`, 'gi'),
  new RegExp(String.raw`(\b${named}["']?: {0,3})([^\s"'&;,)}\]]{6,400})()`, 'gi'),
  new RegExp(String.raw`(--${named} {1,3})([^\s"'-][^\s"']{0,400})()`, 'gi'),
];

/**
 * One cheap look first: nearly no string of a cluster holds a secret. It sees more than the shapes do, never less, and yet tells
 * `/var/run/secrets` and a plain address from them: those stand in every pod.
 */
const hint = new RegExp(
  [
    'private key-',
    String.raw`:\/\/[^\s/@"']{0,700}@`,
    String.raw`@(?:tcp|unix|udp)\(`,
    String.raw`authorization["']?\s{0,3}[:=]`,
    String.raw`bearer\s`,
    'eyJ|A[KS]IA|gh[pousr]_|github_pat|glpat|xox|sk-|[rs]k_live_|[rs]k_test_|whsec_|AIza',
    String.raw`(?:${names})["']?[\s:=]`,
  ].join('|'),
  'i',
);

/** The text without obvious credentials: each is replaced by its pseudonym. */
export function redactText(text: string): string {
  if (!hint.test(text)) return text;
  let clean = mask(text);
  for (const shape of shapes) {
    clean = clean.replace(shape, (whole, before: string, secret: string, after: string) =>
      masked.test(secret) || plainWord.test(secret) ? whole : `${before}${mask(pseudonym(unmask(secret)))}${after}`,
    );
  }
  return unmask(clean);
}
