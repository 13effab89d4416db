import type { KubeObject } from '../../contracts/kube.ts';
import { pseudonym, redactText } from './redact-text.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const secretName =
  /pass(word|wd|phrase)|(^|_)pass($|_)|secret|token|api_?key|access_?key|private_?key|signing_?key|encryption_?key|credential|(^|_)auth$|salt$/i;
/** Says where or how, not what: an address is needed to tell a cause from its victim. */
const plainName =
  /_(url|uri|host|hostname|addr|address|endpoint|port|name|path|file|dir|ttl|timeout|seconds|enabled|type)$/i;
/** Long, mixed and without a word in it: a key whatever it is called. */
const looksRandom = (value: string): boolean =>
  value.length >= 24 &&
  /^[A-Za-z0-9+/=_-]+$/.test(value) &&
  /[a-z]/.test(value) &&
  /[A-Z]/.test(value) &&
  /\d/.test(value);

/** The object as it may be stored: without bookkeeping, ignored annotations and secrets. */
export function cleanObject(object: KubeObject, ignoredAnnotations: readonly string[]): KubeObject {
  const ignored = (key: string) => key === LAST_APPLIED || ignoredAnnotations.some((prefix) => key.startsWith(prefix));
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return redactText(value);
    if (Array.isArray(value))
      return value.map((each) => (key === 'env' ? cleanVariable(walk(each, '')) : walk(each, '')));
    if (!isMap(value)) return value;
    const kept = Object.entries(value).filter(([name]) => !(key === 'metadata' && name === 'managedFields'));
    const out: Record<string, unknown> = {};
    for (const [name, inner] of kept) {
      if (key === 'annotations' && ignored(name)) continue;
      out[name] = walk(inner, name);
    }
    return out;
  };
  return walk(object, '') as KubeObject;
}

/** Presence is what a diagnosis needs; a changed value still shows as another pseudonym. */
function cleanVariable(variable: unknown): unknown {
  if (!isMap(variable) || typeof variable.value !== 'string' || variable.value === '') return variable;
  const name = typeof variable.name === 'string' ? variable.name : '';
  const done = /^secret:[0-9a-f]{8}$/.test(variable.value);
  if (done || plainName.test(name) || !(secretName.test(name) || looksRandom(variable.value))) return variable;
  return { ...variable, value: pseudonym(variable.value) };
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
