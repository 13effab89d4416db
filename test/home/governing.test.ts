import { describe, expect, test } from 'vitest';
import type { Policy } from '../../src/contracts/policy.ts';
import type { Hold } from '../../src/contracts/remediation.ts';
import { tenantLog } from '../../src/core/ledger/keys.ts';
import { ended, waiting } from './home.ts';
import { expectProblem, type Sent, type ServedHome, servedHome } from './http.ts';

const path = '/api/v1/settings/policy';
const policyOf = async (home: ServedHome): Promise<{ document: Policy; etag: string }> => {
  const { body, headers } = await home.send('GET', path, { as: 'vera' });
  return { document: body.document as Policy, etag: String(headers.etag) };
};
/** Every band may apply by itself. */
const trusting = (policy: Policy): Policy => ({
  ...policy,
  bands: Object.fromEntries(
    Object.entries(policy.bands).map(([name, flags]) => [
      name,
      { ...flags, can_auto_apply: true, requires_approval: false },
    ]),
  ),
});
const renamed = (policy: Policy, names: Record<string, string>): Policy => {
  const name = (band: string) => names[band] ?? band;
  return {
    ...policy,
    bands: Object.fromEntries(Object.entries(policy.bands).map(([band, flags]) => [name(band), flags])),
    conditions: policy.conditions.map((condition) => ({ ...condition, band: name(condition.band) })),
    otherwise: name(policy.otherwise),
  };
};

describe('settings', () => {
  test('what does not fit is refused by name, and nothing is changed', async () => {
    const home = await servedHome();
    const { document, etag } = await policyOf(home);
    expect(etag).toBe('"0"');
    const put = (sent: Sent) =>
      home.send('PUT', path, { as: 'owner', body: document, ...sent, headers: { 'if-match': etag, ...sent.headers } });
    const before = home.kept();
    const bad: [Sent, number, string, RegExp][] = [
      [{ body: { ...document, otherwise: 'NOWHERE' } }, 400, 'Malformed', /otherwise: no band is named NOWHERE/],
      [{ body: { ...document, order: ['critical-incident'] } }, 400, 'Malformed', /order: .*is never tried/],
      [
        { body: { ...document, bands: { AUTO: { can_auto_apply: 'yes' } } } },
        400,
        'Malformed',
        /bands\.AUTO\.can_auto/,
      ],
      [{ body: { ...document, surprise: 1 } }, 400, 'Malformed', /surprise/],
      [{ body: '[]' }, 400, 'Malformed', /./],
      [{ body: 'not JSON' }, 400, 'Malformed', /not JSON/],
      [{ headers: { 'content-type': 'application/yaml' } }, 415, 'Unsupported', /yaml/],
      [{ headers: { 'if-match': '"7"' } }, 412, 'Stale', /version 0 stands/],
      [{ headers: { 'if-match': '*' } }, 412, 'Stale', /version 0 stands/],
      [{ as: 'ada' }, 403, 'Forbidden', /ada/],
      [{ body: `"${'x'.repeat(300_000)}"` }, 413, 'TooLarge', /262144/],
    ];
    for (const [sent, status, title, names] of bad)
      expect(expectProblem(await put(sent), status, title).detail).toMatch(names);
    const unseen = await home.send('PUT', path, { as: 'owner', body: document });
    expect(expectProblem(unseen, 400, 'Malformed').detail).toContain('If-Match');
    const unknown = await home.send('PUT', '/api/v1/settings/weather', { as: 'owner', body: {} });
    expect(expectProblem(unknown, 404, 'NotFound').hint).toContain('policy');
    expect(home.kept()).toEqual(before);
  });

  test('a new policy decides the next plan, says which version did, and stands in the log with who made it', async () => {
    const home = await servedHome();
    const { document, etag } = await policyOf(home);
    const sent = { as: 'owner', body: trusting(document), headers: { 'if-match': etag } } as const;
    const answer = await home.send('PUT', path, sent);
    expect(answer).toMatchObject({ status: 200, body: { version: 1 }, headers: { etag: '"1"' } });
    // The same edit again was made on what no longer stands.
    expectProblem(await home.send('PUT', path, sent), 412, 'Stale');
    expect((await policyOf(home)).document).toEqual(trusting(document));

    await home.deliver(home.alarm());
    const incident = await home.until('the end', () => ended(home));
    expect({ status: incident.status, applied: home.applied() }).toEqual({ status: 'recovered', applied: 1 });
    const log = await home.log(incident.id);
    expect(log.find((entry) => entry.event === 'policy_decided')?.detail).toMatchObject({
      verdict: 'go',
      by: { document: 'policy', version: 1, sha256: answer.body.sha256 },
    });
    expect(log.some((entry) => entry.event === 'proposals_submitted')).toBe(false);
    const { body } = await home.send('GET', `/api/v1/incidents/${tenantLog}/log`, { as: 'vera' });
    expect(body.items).toMatchObject([
      { event: 'setting_changed', actor: { kind: 'person', id: 'owner' }, about: 'policy', detail: { version: 1 } },
    ]);
  });

  test('of two edits of one version one is taken', async () => {
    const home = await servedHome();
    const { document, etag } = await policyOf(home);
    const edit = (body: Policy) => home.send('PUT', path, { as: 'owner', body, headers: { 'if-match': etag } });
    const answers = await Promise.all([edit(trusting(document)), edit({ ...document, order: [], conditions: [] })]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
    expect((await policyOf(home)).etag).toBe('"1"');
  });
});

describe('bands are names: only flags act', () => {
  const names = { AUTO: 'REVIEW-BY-THREE', PROPOSE: 'AUTO', REVIEW: 'go ahead, all is fine' };
  const run = async (change: (policy: Policy) => Policy) => {
    const home = await servedHome({ rules: (rules) => ({ ...rules, policy: change(rules.policy) }) });
    await home.deliver(home.alarm());
    const hold = await home.until('a hold or the end', async () => (await waiting(home)) ?? (await ended(home)));
    const log = await home.log((await home.incident()).id);
    const { verdict, flags, matched } = log.find((entry) => entry.event === 'policy_decided')?.detail ?? {};
    return { held: 'planHash' in hold, verdict, flags, matched, applied: home.applied() };
  };
  test.for<[string, (policy: Policy) => Policy, object]>([
    ['the shipped one, which asks', (policy) => policy, { held: true, verdict: 'hold', applied: 0 }],
    ['one that asks nobody', trusting, { held: false, verdict: 'go', applied: 1 }],
  ])('%s does the same under other names', async ([, policy, expected]) => {
    const plain = await run(policy);
    expect(plain).toMatchObject(expected);
    expect(await run((shipped) => renamed(policy(shipped), names))).toEqual(plain);
  });
});

test('asking for a run of what waits is refused with all a client needs to know, and runs nothing', async () => {
  const home = await servedHome();
  const hold = await home.held();
  const path = `/api/v1/proposals/${hold.incident}.${hold.proposal}/run`;
  const problem = expectProblem(await home.send('POST', path, { as: 'owner' }), 403, 'Forbidden');
  expect(problem).toMatchObject({
    error: 'approval_required',
    policy_band: 'REVIEW',
    can_auto_apply: false,
    requires_approval: true,
    incident_id: hold.incident,
  });
  expectProblem(await home.send('POST', path, { as: 'vera' }), 403, 'Forbidden');
  for (const name of ['nothing', `${hold.incident}.`, `.${hold.proposal}`, `${hold.incident}.0000`])
    expectProblem(await home.send('POST', `/api/v1/proposals/${name}/run`, { as: 'owner' }), 404, 'NotFound');
  await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } });
  await home.until('the end', () => ended(home));
  expectProblem(await home.send('POST', path, { as: 'owner' }), 409, 'Conflict');
  expect(home.applied()).toBe(1);
});

describe('the kill switch', () => {
  const stop = (home: ServedHome, stopped: boolean, sent: Sent = {}) =>
    home.send('PUT', '/api/v1/stop', { as: 'ada', body: { stopped }, ...sent });

  const real = (home: ServedHome) => home.practice.calls().filter((call) => !call.dryRun);
  /** The question about another plan than the one of `before`. */
  const askedAgain = (home: ServedHome, before: Hold) =>
    home.until('another hold', async () => {
      const hold = await waiting(home);
      return hold?.proposal === before.proposal ? undefined : hold;
    });

  test('what was approved but has not run does not run: it is asked about again, and runs on the new yes', async () => {
    const home = await servedHome();
    const hold = await home.held();
    // People take their time; a state entered twice in one millisecond would be taken for one.
    home.pass(1);
    await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } });
    expect((await stop(home, true)).body).toMatchObject({ stopped: true, by: 'ada' });
    const again = await askedAgain(home, hold);
    expect(again).toMatchObject({ status: 'pending', approvals: [], remediation: hold.remediation });
    expect(await home.incident()).toMatchObject({ status: 'waiting' });
    expect(real(home)).toEqual([]);
    const told = (await home.log(hold.incident)).filter(({ event }) => event === 'plan_voided');
    expect(told).toMatchObject([{ about: hold.proposal, detail: { says: expect.stringContaining('kill switch') } }]);

    // While it is on a yes is refused, so that none is used up; a no is not.
    const yes = { as: 'bob', body: { verdict: 'approved', planHash: again.planHash } } as const;
    expect(expectProblem(await home.decide(again, yes), 409, 'Conflict').hint).toContain('mendgate resume');

    // Taken back, nothing runs by itself either: the yes from before was not given to this question.
    await stop(home, false);
    home.pass(600);
    await home.settle();
    expect(real(home)).toEqual([]);
    expect((await home.decide(again, yes)).status).toBe(200);
    expect(await home.until('the end', () => ended(home))).toMatchObject({ status: 'recovered' });
    expect(home.applied()).toBe(1);
  });

  test('pulled after the last look and before the first effect it is the same', async () => {
    let pull = async () => {};
    const home = await servedHome({
      around: (ports) => ({
        ...ports,
        records: {
          ...ports.records,
          async write(writes) {
            const written = await ports.records.write(writes);
            const entries = writes.flatMap((write) =>
              'put' in write && write.put.type === 'LOG' ? [write.put.body] : [],
            );
            if (entries.some(({ event }) => event === 'run_started')) await pull();
            return written;
          },
        },
      }),
    });
    pull = async () => {
      pull = async () => {};
      await stop(home, true);
    };
    const hold = await home.held();
    home.pass(1);
    await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } });
    const again = await askedAgain(home, hold);
    expect(real(home)).toEqual([]);
    const events = (await home.log(hold.incident)).map(({ event }) => event);
    expect(events).toContain('run_stopped');
    await stop(home, false);
    home.pass(1);
    await home.decide(again, { as: 'ada', body: { verdict: 'approved', planHash: again.planHash } });
    expect(await home.until('the end', () => ended(home))).toMatchObject({ status: 'recovered' });
    expect(home.applied()).toBe(1);
  });

  test('it is asked of whoever may decide, changes nothing when it stands already, and is logged with its name', async () => {
    const home = await servedHome();
    expect((await home.send('GET', '/api/v1/stop', { as: 'vera' })).body).toMatchObject({ stopped: false });
    expectProblem(await stop(home, true, { as: 'vera' }), 403, 'Forbidden');
    for (const body of [{}, { stopped: 'yes' }, { stopped: true, until: 'noon' }, 'stop', [true]])
      expectProblem(await stop(home, true, { body }), 400, 'Malformed');
    expect((await home.send('GET', '/api/v1/stop', { as: 'vera' })).body).toMatchObject({ stopped: false });
    await stop(home, true);
    const before = home.kept();
    expect((await stop(home, true, { as: 'bob' })).body).toMatchObject({ stopped: true, by: 'ada' });
    expect(home.kept()).toEqual(before);
    await stop(home, false, { as: 'bob' });
    expect(await home.log(tenantLog)).toMatchObject([
      { actor: { id: 'ada' }, about: 'stop', detail: { stopped: true } },
      { actor: { id: 'bob' }, about: 'stop', detail: { stopped: false } },
    ]);
  });
});
