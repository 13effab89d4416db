import { Fault } from '../../contracts/fault.ts';
import { scanJson } from './scan-json.ts';

/**
 * Bytes from outside as a JSON value. Throws TooLarge (bytes, depth, nodes: each bound is named) and Malformed (not UTF-8, not
 * JSON, one name twice in an object), nothing else.
 *
 * A byte order mark is skipped, as RFC 8259 allows. Keys named `__proto__` are left out, so that no later copy can change a
 * prototype; `constructor` and the like are ordinary own keys. Lone surrogates become U+FFFD: RFC 8785, by which everything
 * here is hashed, cannot write them.
 */
export function readJson(bytes: Uint8Array, limits: { bytes: number; depth: number; nodes: number }): unknown {
  if (bytes.length > limits.bytes)
    throw new Fault(
      'TooLarge',
      `the body has ${bytes.length} bytes, at most ${limits.bytes} are read`,
      `Send at most ${limits.bytes} bytes at once (Alertmanager: max_alerts).`,
      { bound: 'bytes', atMost: limits.bytes, found: bytes.length },
    );
  const text = decoded(bytes);
  const { proto } = scanJson(text, limits);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw notJson(text, thrown);
  }
  return proto || /\\u[dD][89a-fA-F]/.test(text) ? tidied(value) : value;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Fault('Malformed', '(whole body): not UTF-8', 'Send JSON in UTF-8.', { fields: ['(whole body)'] });
  }
}

function notJson(text: string, thrown: unknown): Fault {
  const place = /position (\d+)/.exec(thrown instanceof Error ? thrown.message : '')?.[1];
  // The engine's own message quotes the body; ours says only where, because it is logged.
  const where = text.trim() === '' ? 'empty' : `not JSON${place === undefined ? '' : ` (character ${place})`}`;
  return new Fault('Malformed', `(whole body): ${where}`, 'Send one JSON document (RFC 8259).', {
    fields: ['(whole body)'],
  });
}

function tidied(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(tidied);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== '__proto__');
  return Object.fromEntries(entries.map(([name, inner]) => [name.toWellFormed(), tidied(inner)]));
}
