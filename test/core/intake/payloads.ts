import { readdirSync, readFileSync } from 'node:fs';
import type { Parsed, Source } from '../../../src/contracts/alert.ts';
import { parseDelivery } from '../../../src/core/intake/parse-delivery.ts';

export const receivedAt = '2026-11-20T03:30:00.000Z';
const folder = (source: Source) => new URL(`../../../events/${source}/`, import.meta.url);

/** The payload files of a source. Those of the practice cluster have tests of their own. */
export const payloadsOf = (source: Source): string[] =>
  readdirSync(folder(source))
    .filter((name) => name.endsWith('.json') && !name.startsWith('practice-'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();

export const payload = (source: Source, name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`${name}.json`, folder(source))));

export const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

export const parse = (source: Source, bytes: Uint8Array, contentType = 'application/json'): Parsed =>
  parseDelivery({ source, bytes, contentType, receivedAt });

/** One Alertmanager alert with these labels, parsed. */
export function alertWith(labels: Record<string, string>, more: object = {}) {
  const [alert] = parse('alertmanager', bytesOf({ alerts: [{ status: 'firing', labels, ...more }] })).alerts;
  if (alert === undefined) throw new Error('the payload holds no alert');
  return alert;
}
