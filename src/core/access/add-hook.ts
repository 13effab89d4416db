import type { HookSecret, NewHook, ShownHook } from '../../contracts/api/hooks.ts';
import { asFault, Fault } from '../../contracts/fault.ts';
import type { Hook } from '../../contracts/hook.ts';
import type { Actor } from '../../contracts/log.ts';
import { commit } from '../ledger/commit.ts';
import { keys, tenantLog } from '../ledger/keys.ts';
import { load, need } from '../ledger/load.ts';
import { create, shapes } from '../ledger/shapes.ts';
import type { Ports } from '../ports.ts';
import { hookHeaders } from './hook-headers.ts';

type Uses = Pick<Ports, 'records' | 'clock' | 'ids' | 'vault'>;

export const shownHook = ({ secret: _, ...hook }: Hook): ShownHook => ({
  ...hook,
  path: `/hooks/${hook.source}/${hook.id}`,
});

/**
 * Opens an address for a sender. The record comes first: were the secret put first, an id that is taken would turn the key of
 * somebody else's hook. Throws Conflict when the id is taken.
 */
export async function addHook(
  ports: Uses,
  { tenant, by, asked }: { tenant: string; by: Actor; asked: NewHook },
): Promise<HookSecret> {
  const { records, clock } = ports;
  const hook: Hook = { ...asked, tenant, secret: `hook.${asked.id}` };
  await commit(records, { tenant, incident: tenantLog }, async () => {
    const key = keys.hook(hook.id);
    if ((await load(records, shapes.hook, key)) !== undefined)
      throw new Fault('Conflict', `there is a hook ${hook.id} already`, 'Choose another id, or make it a new secret.');
    const { id, source, auth, cluster } = hook;
    const detail = { source, auth: auth.kind, cluster };
    return {
      output: null,
      writes: [create(shapes.hook, key, hook)],
      log: [{ at: clock.now(), actor: by, event: 'hook_added', about: id, detail }],
    };
  });
  return withSecret(ports, hook, `The hook ${hook.id} is there and takes no new secret yet: make it one again.`);
}

/** Makes a hook a new secret; the one until now is taken beside it until the next. Throws NotFound for another tenant's hook. */
export async function newHookSecret(
  ports: Uses,
  { tenant, by, id }: { tenant: string; by: Actor; id: string },
): Promise<HookSecret> {
  const { records, clock } = ports;
  const what = `hook ${id}`;
  const { value: hook } = await need(records, shapes.hook, keys.hook(id), what);
  if (hook.tenant !== tenant)
    throw new Fault('NotFound', `there is no ${what}`, 'Check the id: lists print the ids in use.');
  if (hook.auth.kind === 'sns')
    throw new Fault('Impossible', `the ${what} has no secret`, 'Amazon SNS signs its messages with a key of its own.');
  // Written before it is done: an entry of a change that failed is a question, a change without an entry a hole.
  await commit(records, { tenant, incident: tenantLog }, async () => ({
    output: null,
    log: [{ at: clock.now(), actor: by, event: 'hook_secret_changed', about: id, detail: { source: hook.source } }],
  }));
  // Two are taken at a time, and nobody knows whether the one that was to be shown is one of them.
  const hint = 'The secret in use is still taken. Making another may end it: be ready to change the sender at once.';
  return withSecret(ports, hook, hint);
}

async function withSecret({ ids, vault }: Uses, hook: Hook, ifNot: string): Promise<HookSecret> {
  if (hook.auth.kind === 'sns') return { hook: shownHook(hook), headers: {} };
  const secret = ids.secret();
  try {
    await vault.put(hook.secret, secret);
  } catch (thrown) {
    const { word, message } = asFault(thrown);
    throw new Fault(word, message, ifNot);
  }
  return { hook: shownHook(hook), secret, headers: hookHeaders(hook, secret) };
}
