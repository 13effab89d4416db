import { join } from 'node:path';
import { readHome } from '../../adapters/local/home.ts';
import { fileSecrets } from '../../adapters/local/secrets.ts';
import type { Parsed, Source } from '../../contracts/alert.ts';
import { Fault, type FaultWord, Problem } from '../../contracts/fault.ts';
import { parseDelivery } from '../../core/intake/parse-delivery.ts';
import { firstHooks, headersFor, hookPath } from './hooks.ts';

export const readAlarm = (source: Source, bytes: Uint8Array): Pick<Parsed, 'alerts' | 'ignored'> => {
  const { alerts, ignored } = parseDelivery({ source, bytes, contentType: 'application/json', receivedAt: new Date().toISOString() });
  return { alerts, ignored };
};

/** Posts bytes to the home of a data directory as that source's sender would. */
export async function sendAlarm(parts: { data: string; source: Source; bytes: Uint8Array }): Promise<{ delivery: string; alerts: number }> {
  const hook = hooksOf(parts.data).find((it) => it.source === parts.source);
  if (hook === undefined) throw new Fault('NotFound', `this home has no hook for ${parts.source}`, 'mendgate hooks lists them.');
  const response = await fetch(hook.url, { method: 'POST', headers: { 'content-type': 'application/json', ...hook.headers }, body: Buffer.from(parts.bytes) });
  const answer: unknown = await response.json();
  if (response.ok) return answer as { delivery: string; alerts: number };
  const problem = Problem.parse(answer);
  throw new Fault(problem.title as FaultWord, problem.detail, problem.hint);
}

/** What the senders of this home must be given: the address to post to, and the headers that prove them. */
export function hooksOf(data: string): { source: Source; url: string; headers: Record<string, string> }[] {
  const { address } = readHome(data);
  const secrets = fileSecrets(join(data, 'secrets'));
  return firstHooks('').map((hook) => ({ source: hook.source, url: address + hookPath(hook), headers: headersFor(hook, secrets.newest(hook.secret)) }));
}
