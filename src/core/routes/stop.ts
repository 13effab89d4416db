import { StopRequest } from '../../contracts/api/stop.ts';
import { commit } from '../ledger/commit.ts';
import { keys, tenantLog } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { shapes, upsert } from '../ledger/shapes.ts';
import { ifMatch } from './if-match.ts';
import { bodyOf, handlers, ok, personOf } from './route.ts';

/** The kill switch: while it is on nothing new is run. It is asked at Re-prove and before every effect. */
export const stop = handlers('stop', {
  'get-stop': async ({ records }, request) => {
    const { tenant } = personOf(request);
    const standing = await load(records, shapes.stop, keys.stop(tenant));
    return ok(standing?.value ?? { tenant, stopped: false }, { etag: `"${standing?.rev ?? 0}"` });
  },
  /**
   * Whoever sees smoke pulls it, whatever somebody else did a second ago: naming the version is offered, to those who turn it off
   * for instance, and asked of nobody.
   */
  'put-stop': async ({ records, clock }, request) => {
    const person = personOf(request);
    const { tenant } = person;
    const { stopped } = bodyOf(request, StopRequest);
    const { state, rev } = await commit(records, { tenant, incident: tenantLog }, async () => {
      const standing = await load(records, shapes.stop, keys.stop(tenant));
      const rev = standing?.rev ?? 0;
      ifMatch(request, `"${rev}"`, 'taken');
      if (standing?.value.stopped === stopped) return { output: { state: { ...standing.value }, rev } };
      const at = clock.now();
      const next = { tenant, stopped, by: person.id, at };
      return {
        output: { state: next, rev: rev + 1 },
        writes: [upsert(shapes.stop, keys.stop(tenant), standing, next)],
        log: [
          {
            at,
            actor: { kind: 'person', id: person.id },
            event: 'setting_changed',
            about: 'stop',
            detail: { stopped },
          },
        ],
      };
    });
    return ok(state, { etag: `"${rev}"` });
  },
});
