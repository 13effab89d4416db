import type { KubeObject } from '../../contracts/kube.ts';

/** Takes secrets out of what is written to disk. The same secret gets the same pseudonym throughout one snapshot. */
export interface Redactor {
  /** Remembers the credentials of an object's environment, so that they are found in logs and arguments too. */
  learn(object: KubeObject): void;
  object(object: KubeObject): KubeObject;
  text(text: string): string;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Where people and programs write what they like. Names, labels and selectors hold objects together and stay as they are. */
const freeText = new Set(['annotations', 'args', 'command', 'message', 'path']);
const secretName =
  /(^|[_.-])(pass|pwd|dsn)($|[_.-])|passw(or)?d|passphrase|secret|token|credential|api[_.-]?key|(access|private|signing|encryption|auth)[_.-]?key|connection[_.-]?string/i;
const namesSecret = /(name|ref|file|path|dir|ttl|expiry|timeout)$/i;
// Not secrets whatever the name: nothing, a switch, a small number, a reference to another variable, an address.
const harmless = /^(|true|false|\d{1,4}|\$\([^)]*\)|https?:\/\/[^@?]*)$/i;
/** What is a secret by its own form. The part named `secret` is replaced, the rest stays readable. */
const patterns = [
  /(?<=:\/\/[^\s:/@]{0,256}:)(?<secret>[^\s/@]{1,512})(?=@)/g,
  /\b(?<secret>eyJ[\w-]{8,4096}\.[\w-]{8,8192}\.[\w-]{0,4096})/g,
  /\b(?<secret>(?:AKIA|ASIA)[0-9A-Z]{16})\b/g,
  /\b(?<secret>(?:gh[pousr]_|glpat-|xox[abprs]-|sk-)[\w-]{16,255})/g,
  /(?<secret>-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,16384}?-----END [A-Z ]{0,40}PRIVATE KEY-----)/g,
  /(?<=\b(?:bearer|basic) )(?<secret>[\w.+/=~-]{8,4096})/gi,
  /(?<=(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|credentials?)"?(?:=|: ?)"?)(?<secret>[^\s"'&,;<>{}]{3,512})/gi,
];

export function redactor(): Redactor {
  const pseudonyms = new Map<string, string>();
  const nameFor = (secret: string): string => {
    const known = pseudonyms.get(secret);
    if (known !== undefined) return known;
    // A number and no hash: a hash of a short password can be guessed.
    const made = `<secret-${pseudonyms.size + 1}>`;
    pseudonyms.set(secret, made);
    return made;
  };
  const text = (given: string): string => {
    let out = given;
    for (const [secret, name] of pseudonyms) if (secret.length >= 8) out = out.replaceAll(secret, name);
    for (const pattern of patterns) out = out.replace(pattern, (secret) => (isName(secret) ? secret : nameFor(secret)));
    return out;
  };
  const value = (name: string, given: string): string => {
    const shown = text(given);
    // An address with its password taken out says where to, which is what a diagnosis needs.
    return shown === given && isSecret(name, given) ? nameFor(given) : shown;
  };
  const walk = (node: unknown, free = false): unknown => {
    if (typeof node === 'string') return free ? text(node) : node;
    if (Array.isArray(node)) return node.map((inner) => walk(inner, free));
    if (typeof node !== 'object' || node === null) return node;
    if (isVariable(node)) return { ...node, value: value(node.name, node.value) };
    const kept = Object.entries(node).filter(([key]) => key !== LAST_APPLIED);
    return Object.fromEntries(kept.map(([key, inner]) => [key, walk(inner, free || freeText.has(key))]));
  };
  return {
    learn: (object) => void walk(object),
    object: (object) => walk(object) as KubeObject,
    text,
  };
}

const isSecret = (name: string, value: string): boolean =>
  secretName.test(name) && !namesSecret.test(name) && !harmless.test(value);
const isName = (text: string): boolean => /^<secret-\d+>$/.test(text);
const isVariable = (node: object): node is { name: string; value: string } =>
  'name' in node && typeof node.name === 'string' && 'value' in node && typeof node.value === 'string';
