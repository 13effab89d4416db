import { expect, test } from 'vitest';
import { handlers, ok } from '../../../src/core/routes/route.ts';

/** Crimes the compiler must catch: `tsc` fails at an `expect-error` below which nothing is wrong. */
const crimes = {
  'another answer than its row says': handlers('stop', {
    // @ts-expect-error `stopped` is no text
    'get-stop': async () => ok({ tenant: 'home', stopped: 'yes' }),
    // @ts-expect-error the tenant is missing
    'put-stop': async () => ok({ stopped: true }),
  }),
  'another status than its row says': handlers('stop', {
    'get-stop': async () => ok({ tenant: 'home', stopped: false }),
    // @ts-expect-error nothing is accepted for later
    'put-stop': async () => ({ status: 202, body: { tenant: 'home', stopped: true } }),
  }),
  // @ts-expect-error get-stop is missing
  'a route without a handler': handlers('stop', {
    'put-stop': async () => ok({ tenant: 'home', stopped: true }),
  }),
  'a handler of another group': handlers('proposals', {
    'run-proposal': async () => {
      throw new Error('never');
    },
    // @ts-expect-error it belongs to the group stop
    'get-stop': async () => ok({ tenant: 'home', stopped: false }),
  }),
};

test('what the compiler caught is there to be caught', () => {
  expect(Object.keys(crimes)).toHaveLength(4);
});
