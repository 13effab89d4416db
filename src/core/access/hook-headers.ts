import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Hook } from '../../contracts/hook.ts';
import { toBase64 } from '../intake/base64.ts';

/** The headers by which a sender of this hook proves itself: what `authenticates` looks for. */
export function hookHeaders(hook: Pick<Hook, 'auth'>, secret: string): Record<string, string> {
  switch (hook.auth.kind) {
    case 'bearer':
      return { authorization: `Bearer ${secret}` };
    case 'basic':
      return { authorization: `Basic ${toBase64(utf8ToBytes(`${hook.auth.user}:${secret}`))}` };
    case 'header':
      return { [hook.auth.header]: secret };
    // SNS signs with a key of its own: nothing of ours travels.
    case 'sns':
      return {};
  }
}
