import { expect, test } from 'vitest';
import { Fault, type FaultWord, faults } from '../../src/contracts/fault.ts';
import type { Ports } from '../../src/core/ports.ts';
import { type Answer, expectProblem, type ServedHome, servedHome } from './http.ts';

/** A home whose records cannot be listed any more once it stands. */
const failing = (thrown: unknown) => {
  let broken = false;
  const around = (ports: Ports): Ports => ({
    ...ports,
    records: {
      ...ports.records,
      browse: (ask) => (broken ? Promise.reject(thrown) : ports.records.browse(ask)),
    },
  });
  return async (): Promise<Answer> => {
    const home = await servedHome({ around });
    broken = true;
    return home.send('GET', '/api/v1/incidents', { as: 'vera' });
  };
};
const asked = (call: (home: ServedHome) => Promise<Answer>) => async () => call(await servedHome());
const held = (verdict: string, planHash?: string, times = 1) =>
  asked(async (home) => {
    const hold = await home.held();
    const body = { verdict, planHash: planHash ?? hold.planHash };
    let answer = await home.decide(hold, { as: 'ada', body });
    for (let time = 1; time < times; time++) answer = await home.decide(hold, { as: 'bob', body });
    return answer;
  });

/** One way to hear each word, over HTTP from a whole home. */
const ways: Readonly<Record<FaultWord, () => Promise<Answer>>> = {
  Malformed: asked((home) => home.deliver('{"alerts": 5}')),
  Unauthorized: asked((home) => home.send('GET', '/api/v1/holds')),
  Forbidden: asked((home) => home.send('PUT', '/api/v1/stop', { as: 'vera', body: { stopped: true } })),
  NotFound: asked((home) => home.send('GET', '/api/v1/incidents/none', { as: 'vera' })),
  Conflict: held('approved', undefined, 2),
  Stale: held('approved', '0'.repeat(64)),
  TooLarge: asked((home) => home.deliver('x'.repeat(1024 * 1024 + 1))),
  Unsupported: asked((home) => home.deliver('{}', { headers: { 'content-type': 'text/html' } })),
  Impossible: asked(async (home) => {
    await home.deliver('[');
    await home.settle();
    const { body } = await home.send('GET', '/api/v1/dead-letters', { as: 'owner' });
    const [letter] = body.items as { id: string }[];
    const replay = (alarm: unknown) =>
      home.send('POST', `/api/v1/dead-letters/${letter?.id}/replay`, {
        as: 'owner',
        body: alarm,
        headers: { 'idempotency-key': 'one-click' },
      });
    await replay(home.alarm());
    return replay({ alerts: [] });
  }),
  Exhausted: failing(new Fault('Exhausted', 'the table is asked too often', 'Try again in a second.')),
  Bug: failing(new TypeError('x is not a function')),
  Contended: failing(new Fault('Contended', 'many write at once', 'Try again: nothing was written.')),
  Unavailable: failing(new Fault('Unavailable', 'the store does not answer', 'Look whether it runs.')),
};

test.for(Object.keys(faults) as FaultWord[])('%s', async (word) => {
  const problem = expectProblem(await ways[word](), faults[word].status, word);
  expect(problem.type).toBe(`urn:mendgate:fault:${word.toLowerCase()}`);
});
