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

export const hookPath = (hook: { source: Source; id: string }): string => `/hooks/${hook.source}/${hook.id}`;
