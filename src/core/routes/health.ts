import { asFault } from '../../contracts/fault.ts';
import { type Handler, handlers, ok } from './route.ts';

const alive: Handler<'health', 'healthz'> = async () => ok({ ok: true });
const ready: Handler<'health', 'readyz'> = async ({ records }) => {
  try {
    await records.get({ pk: '*#READY', sk: 'READY' });
    return ok({ ok: true, dependencies: { records: 'ok' } });
  } catch (thrown) {
    return { status: 503, body: { ok: false, dependencies: { records: asFault(thrown).message } } };
  }
};

/** The same two answers under every name that probes are set to look at. */
export const health = handlers('health', { healthz: alive, health: alive, readyz: ready, 'api-health': ready });
