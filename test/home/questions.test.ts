import { expect, test } from 'vitest';
import { holdName } from '../../src/core/incident/find-hold.ts';
import { ended } from './home.ts';
import { expectProblem, servedHome } from './http.ts';

test('a question keeps the plan waiting, is never counted as a no, and the yes after it stands', async () => {
  const home = await servedHome();
  const hold = await home.held();
  const ask = { verdict: 'need_more_info', planHash: hold.planHash };
  expectProblem(await home.decide(hold, { as: 'ada', body: ask }), 400, 'Malformed');
  for (const reason of ['what did the release change?', 'and who is on call for it?'])
    expect(await home.decide(hold, { as: 'ada', body: { ...ask, reason } })).toMatchObject({
      status: 200,
      body: { status: 'info_needed' },
    });
  await home.settle();
  expect(home.applied()).toBe(0);
  const { body } = await home.send('GET', '/api/v1/holds', { as: 'bob' });
  expect(body.items).toMatchObject([{ status: 'info_needed', question: 'and who is on call for it?' }]);

  expect(await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } })).toMatchObject({
    status: 200,
    body: { status: 'approved' },
  });
  expect(await home.until('the end', () => ended(home))).toMatchObject({ status: 'recovered' });
  const said = (await home.log(hold.incident))
    .filter((entry) => entry.event === 'decision_made')
    .map((entry) => entry.detail.verdict);
  expect(said).toEqual(['need_more_info', 'need_more_info', 'approved']);
  expect(home.applied()).toBe(1);
});

test('asked, answered, decided: three entries, one run, and polling sees the flags flip once', async () => {
  const home = await servedHome();
  const hold = await home.held();
  const answerTo = (says: unknown, as: 'ada' | 'bob' = 'bob') =>
    home.send('POST', `/api/v1/holds/${holdName(hold)}/answer`, { as, body: { says } });
  const approvals = async () =>
    (await home.send('GET', `/api/v1/incidents/${hold.incident}/approvals`, { as: 'bob' })).body;
  expectProblem(await answerTo('nobody asked'), 409, 'Conflict');
  expect(await approvals()).toMatchObject({ counts: { pending: 1 }, all_approved: false, any_rejected: false });

  const question = { verdict: 'need_more_info', planHash: hold.planHash, reason: 'what did the release change?' };
  await home.decide(hold, { as: 'ada', body: question });
  expect(await approvals()).toMatchObject({ counts: { info_needed: 1, pending: 0 }, any_rejected: false });
  expectProblem(await answerTo('  '), 400, 'Malformed');
  expectProblem(await answerTo('x'.repeat(2001)), 400, 'Malformed');
  expect(await answerTo('only the limit')).toMatchObject({ status: 200, body: { status: 'pending', by: 'bob' } });
  expectProblem(await answerTo('and another thing'), 409, 'Conflict');
  const { body } = await home.send('GET', `/api/v1/holds/${holdName(hold)}`, { as: 'ada' });
  expect(body).toMatchObject({ question: question.reason, answer: { by: 'bob', says: 'only the limit' } });

  await home.decide(hold, { as: 'ada', body: { ...question, reason: 'and who is on call?' } });
  const again = (await home.send('GET', `/api/v1/holds/${holdName(hold)}`, { as: 'ada' })).body;
  expect(again, 'a new question is not answered by the old words').not.toHaveProperty('answer');
  await answerTo('bob is');
  await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } });
  expect(await approvals()).toMatchObject({ counts: { approved: 1 }, all_approved: true, any_rejected: false });
  await home.until('the end', () => ended(home));
  const events = (await home.log(hold.incident)).map((entry) => entry.event);
  expect(events.filter((event) => event === 'decision_made' || event === 'question_answered')).toEqual([
    ...['decision_made', 'question_answered'],
    ...['decision_made', 'question_answered'],
    'decision_made',
  ]);
  expect(home.applied()).toBe(1);
  expectProblem(await answerTo('too late'), 409, 'Conflict');
});

test('a question nobody answers runs out as any hold does: never as a yes', async () => {
  const home = await servedHome();
  const hold = await home.held();
  await home.decide(hold, {
    as: 'ada',
    body: { verdict: 'need_more_info', planHash: hold.planHash, reason: 'why now?' },
  });
  expect(await home.until('the end', () => ended(home))).toMatchObject({
    status: 'escalated',
    reason: 'nobody decided in time',
  });
  expect(home.applied()).toBe(0);
});

test('alive and ready answer without a sign-in, under every usual name', async () => {
  const home = await servedHome();
  for (const path of ['/healthz', '/health'])
    expect(await home.send('GET', path)).toMatchObject({ status: 200, body: { ok: true } });
  for (const path of ['/readyz', '/api/v1/health'])
    expect(await home.send('GET', path)).toMatchObject({
      status: 200,
      body: { ok: true, dependencies: { records: 'ok' } },
    });
});
