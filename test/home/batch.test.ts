import { expect, test } from 'vitest';
import { holdName } from '../../src/core/incident/find-hold.ts';
import { ended } from './home.ts';
import { expectProblem, servedHome } from './http.ts';

test('one answer to what was seen: the rest is left out and named, and only what was said yes to runs', async () => {
  const home = await servedHome();
  const hold = await home.held();
  const name = holdName(hold);
  const path = `/api/v1/incidents/${hold.incident}/decisions`;
  const seen = { hold: name, planHash: hold.planHash };
  const all = (holds: unknown, as: 'ada' | 'vera' = 'ada', verdict = 'approved') =>
    home.send('POST', path, { as, body: { verdict, holds } });

  expectProblem(await all([seen], 'vera'), 403, 'Forbidden');
  expectProblem(await all([]), 400, 'Malformed');
  expectProblem(await all([seen, seen]), 400, 'Malformed');
  expectProblem(await all([seen], 'ada', 'need_more_info'), 400, 'Malformed');
  const changed = { hold: name, planHash: '0'.repeat(64) };
  expect(await all([changed])).toMatchObject({ status: 200, body: { decided: [], leftOut: [{ word: 'Stale' }] } });
  expect(home.applied()).toBe(0);

  const strangers = [
    { hold: `${hold.incident}.nobody`, planHash: hold.planHash },
    { hold: `another.${hold.id}`, planHash: hold.planHash },
  ];
  expect((await all([seen, ...strangers])).body).toMatchObject({
    decided: [{ hold: name, status: 'approved', by: 'ada' }],
    leftOut: [{ word: 'NotFound' }, { word: 'NotFound' }],
  });
  expect((await all([seen])).body, 'a second time it is decided already').toMatchObject({
    decided: [],
    leftOut: [{ hold: name, word: 'Conflict' }],
  });
  await home.until('the end', () => ended(home));
  expect(home.applied()).toBe(1);
  const log = await home.log(hold.incident);
  expect(log.filter(({ event }) => event === 'batch_approved')).toMatchObject([
    { actor: { kind: 'person', id: 'ada' }, detail: { count: 1, holds: [name] } },
  ]);
  expect(log.filter(({ event }) => event === 'decision_made')).toHaveLength(1);
});

test('a no to all keeps its reason with each, and nothing runs', async () => {
  const home = await servedHome();
  const hold = await home.held();
  const body = {
    verdict: 'rejected',
    reason: 'not tonight',
    holds: [{ hold: holdName(hold), planHash: hold.planHash }],
  };
  await home.send('POST', `/api/v1/incidents/${hold.incident}/decisions`, { as: 'bob', body });
  await home.until('the end', () => ended(home));
  expect(home.applied()).toBe(0);
  const said = (await home.log(hold.incident)).filter(({ event }) => /decision_made|batch_rejected/.test(event));
  expect(said.map(({ event, detail }) => [event, detail.reason])).toEqual([
    ['decision_made', 'not tonight'],
    ['batch_rejected', 'not tonight'],
  ]);
});
