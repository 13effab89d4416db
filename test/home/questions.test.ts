import { expect, test } from 'vitest';
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
