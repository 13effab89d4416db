import { randomBytes } from 'node:crypto';
import type { Source } from '../../contracts/alert.ts';
import type { Hook } from '../../contracts/hook.ts';
import { homeTenant } from './first-people.ts';

/** The hooks every home has: one per source, named after it, each with a secret of its own made on the first start. */
export function firstHooks(cluster: string): Hook[] {
  return [
    {
      id: 'alertmanager',
      tenant: homeTenant,
      source: 'alertmanager',
      auth: { kind: 'bearer' },
      secret: 'hook.alertmanager',
      cluster,
    },
    // An EventBridge API destination sends an API key in a header of the sender's choice.
    {
      id: 'cloudwatch',
      tenant: homeTenant,
      source: 'cloudwatch',
      auth: { kind: 'header', header: 'x-mendgate-key' },
      secret: 'hook.cloudwatch',
      cluster,
    },
  ];
}

export const newSecret = (): string => randomBytes(24).toString('base64url');

/** The headers a sender of this hook must send. */
export function headersFor(hook: Pick<Hook, 'auth'>, secret: string): Record<string, string> {
  switch (hook.auth.kind) {
    case 'bearer':
      return { authorization: `Bearer ${secret}` };
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${hook.auth.user}:${secret}`).toString('base64')}` };
    case 'header':
      return { [hook.auth.header]: secret };
  }
}

export const hookPath = (hook: { source: Source; id: string }): string => `/hooks/${hook.source}/${hook.id}`;
