import { join } from 'node:path';
import { fileSecrets } from '../../adapters/local/secrets.ts';
import type { Parsed, Source } from '../../contracts/alert.ts';
import { Fault, type FaultWord, Problem } from '../../contracts/fault.ts';
import type { Hook } from '../../contracts/hook.ts';
import { hookHeaders } from '../../core/access/hook-headers.ts';
import { parseDelivery } from '../../core/intake/parse-delivery.ts';
import { readHome } from './data.ts';
import { firstHooks, hookPath } from './hooks.ts';

export const readAlarm = (source: Source, bytes: Uint8Array): Pick<Parsed, 'alerts' | 'ignored'> => {
  const { alerts, ignored } = parseDelivery({
    source,
    bytes,
    contentType: 'application/json',
    receivedAt: new Date().toISOString(),
  });
  return { alerts, ignored };
};

/** Posts bytes to the home of a data directory as that source's sender would. */
export async function sendAlarm(parts: {
  data: string;
  source: Source;
  bytes: Uint8Array;
}): Promise<{ delivery: string; alerts: number }> {
  const hook = (await addressedHooks(parts.data, firstHooks(''))).find((it) => it.source === parts.source);
  if (hook === undefined)
    throw new Fault('NotFound', `this home has no hook for ${parts.source}`, 'mendgate hooks lists them.');
  const response = await fetch(hook.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...hook.headers },
    body: Buffer.from(parts.bytes),
    signal: AbortSignal.timeout(30_000),
  }).catch((thrown: unknown) => {
    const why = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause.message : String(thrown);
    throw new Fault('Unavailable', `no answer from ${hook.url}: ${why}`, 'Is the home running? mendgate start');
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer as { delivery: string; alerts: number };
  const problem = Problem.parse(answer);
  throw new Fault(problem.title as FaultWord, problem.detail, problem.hint);
}

export interface HookAddress {
  id: string;
  source: Source;
  auth: Hook['auth'];
  url: string;
  headers: Record<string, string>;
}

/** What the senders of this home must be given: the address to post to, and the headers that prove them. */
export async function addressedHooks(
  data: string,
  hooks: readonly Pick<Hook, 'id' | 'source' | 'auth'>[],
): Promise<HookAddress[]> {
  const { address } = readHome(data);
  const secrets = fileSecrets(join(data, 'secrets'));
  return Promise.all(
    hooks.map(async ({ id, source, auth }) => {
      const [secret = ''] = await secrets.read(`hook.${id}`);
      return { id, source, auth, url: address + hookPath({ id, source }), headers: hookHeaders({ auth }, secret) };
    }),
  );
}
