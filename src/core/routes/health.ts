import { asFault } from '../../contracts/fault.ts';
import { handlers, ok } from './route.ts';

export const health = handlers('health', {
  healthz: async () => ok({ ok: true }),
  readyz: async ({ records }) => {
    try {
      await records.get({ pk: '*#READY', sk: 'READY' });
      return ok({ ok: true, dependencies: { records: 'ok' } });
    } catch (thrown) {
      return { status: 503, body: { ok: false, dependencies: { records: asFault(thrown).message } } };
    }
  },
});
