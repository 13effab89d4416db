import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';

/** Whether the kill switch of a tenant is on. Asked before every effect, so that `stop --all` means now. */
export async function stopped(records: Pick<Records, 'get'>, tenant: string): Promise<boolean> {
  return (await load(records, shapes.stop, keys.stop(tenant)))?.value.stopped ?? false;
}
