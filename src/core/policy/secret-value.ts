import { changedInside } from './changed-inside.ts';
import { pseudonym, redactText } from './redact-text.ts';

const secretName =
  /pass(word|wd|phrase)|(^|_)pass($|_)|secret|token|api[_-]?key|access_?key|private_?key|signing_?key|encryption_?key|credential|(^|_)auth(orization)?$|salt$/i;
/** Says where or how, not what: an address is needed to tell a cause from its victim. */
const plainName =
  /_(url|uri|host|hostname|addr|address|endpoint|port|name|path|file|dir|ttl|timeout|seconds|enabled|type)$/i;
/** A connection in a driver's own tongue; one that is a URL tells where by its host and is redacted as text. */
const connectionName = /dsn$|conn(ection)?_?str(ing)?$/i;
/** A login in a URL that no pattern of text took out, such as a password with a slash in it; a port is no password. */
const login = /:\/\/[^\s:/@]{0,200}:(?!secret:[0-9a-f]{8}@|\d{1,5}(?:[/?#,;]|$))\S{0,400}@/;
/** Long, mixed and without a word in it: a key whatever it is called. */
const looksRandom = (value: string): boolean =>
  value.length >= 24 &&
  /^[A-Za-z0-9+/=_-]+$/.test(value) &&
  /[a-z]/.test(value) &&
  /[A-Z]/.test(value) &&
  /\d/.test(value);
const done = /^secret:[0-9a-f]{8}$/;

/**
 * The value of a variable as it may be stored or shown: itself, or with pseudonyms in place of what is secret. The one
 * judge of that, for evidence, for diffs and for what leaves through routes: two would each let something through.
 */
export function secretFree(name: string, value: string): string {
  const text = redactText(value);
  if (text === '' || done.test(text)) return text;
  if (login.test(text)) return pseudonym(value);
  if (plainName.test(name)) return text;
  const secret = secretName.test(name) || looksRandom(text) || (connectionName.test(name) && !text.includes('://'));
  return secret ? pseudonym(text) : text;
}

/** Any JSON with pseudonyms in place of secrets: in values of objects that have a name and a value, and in every text. */
export function withoutSecrets<T>(value: T): T {
  return walk(value) as T;
}

function walk(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  const made = changedInside(value, walk);
  return isVariable(value) ? withValue(made, secretFree(value.name, value.value)) : made;
}

/** A variable that was walked through, with the value it may be shown with; itself when it has it already. */
export const withValue = (variable: unknown, value: string): unknown =>
  isVariable(variable) && variable.value === value ? variable : { ...(variable as object), value };

/** An environment variable, a header of a probe: whatever has a name and says its value beside it. */
export const isVariable = (value: unknown): value is { name: string; value: string } =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'value' in value &&
  typeof value.value === 'string';
