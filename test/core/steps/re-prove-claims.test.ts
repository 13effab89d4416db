import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/contracts/fault.ts';
import type { Policy, PolicyDecision } from '../../../src/contracts/policy.ts';
import { keys } from '../../../src/core/ledger/keys.ts';
import { create, remove, shapes } from '../../../src/core/ledger/shapes.ts';
import type { Cluster, Ports } from '../../../src/core/ports.ts';
import { reProveClaims } from '../../../src/core/steps/re-prove-claims.ts';
import { tenant } from '../../home/home.ts';
import { heldStage, type Stage } from './stage.ts';

/** A cluster that answers nothing any more, once the test says so. */
function darkening(): { dark: boolean; around: (ports: Ports) => Ports } {
  const switched = {
    dark: false,
    around: (ports: Ports): Ports => ({
      ...ports,
      clusters: {
        async open(id, identity) {
          const cluster: Cluster = await ports.clusters.open(id, identity);
          return {
            ...cluster,
            list: async (kind, namespace) => {
              if (switched.dark) throw new Fault('Forbidden', `may not list ${kind}`, 'Ask for the right.');
              return cluster.list(kind, namespace);
            },
          };
        },
      },
    }),
  };
  return switched;
}

const setMemory = (stage: Stage, value: string) =>
  stage.home.practice
    .cluster('executor')
    .patch(
      { kind: 'Deployment', namespace: 'shop', name: 'cart' },
      [{ op: 'replace', path: '/spec/template/spec/containers/0/resources/limits/memory', value }],
      { dryRun: false, manager: 'somebody' },
    );
const putPolicy = async (stage: Stage, edit: (policy: Policy) => Policy) => {
  const { body, headers } = await stage.home.send('GET', '/api/v1/settings/policy', { as: 'owner' });
  const { status } = await stage.home.send('PUT', '/api/v1/settings/policy', {
    as: 'owner',
    body: edit(body.document as Policy),
    headers: { 'if-match': String(headers.etag) },
  });
  if (status !== 200) throw new Error(`the policy was answered with ${status}`);
};
const trusting = (policy: Policy): Policy => ({
  ...policy,
  bands: Object.fromEntries(
    Object.entries(policy.bands).map(([name, flags]) => [
      name,
      { ...flags, can_auto_apply: true, requires_approval: false },
    ]),
  ),
});
/** As it stands when policy said go: nobody was asked, there is no hold. */
async function neverAsked(stage: Stage): Promise<void> {
  const { value } = await stage.proposal();
  await stage.rewriteProposal({ policy: { ...(value.policy as PolicyDecision), verdict: 'go' } });
  await stage.ports.records.write([remove(await stage.storedHold())]);
}

type Row = [
  name: string,
  arrange: (stage: Stage, sky: { dark: boolean }) => Promise<unknown>,
  expected: { verdict: string; says: RegExp; proposal: string; remediation: object; event?: string; hold?: string },
];
const approvedRunning = { status: 'running', outcome: 'pending' };
const asksOn = {
  verdict: 'hold',
  says: /wants an approval/,
  proposal: 'waiting',
  remediation: { status: 'waiting', outcome: 'pending' },
};
const table: Row[] = [
  [
    'approved and still true',
    (stage) => stage.approve(),
    { verdict: 'holds', says: /proven again/, proposal: 'approved', remediation: approvedRunning },
  ],
  [
    'its signal is gone',
    async (stage) => {
      await stage.approve();
      stage.home.practice.seed('practice-healthy');
      stage.home.pass(60);
    },
    {
      verdict: 'gone',
      says: /./,
      proposal: 'withdrawn',
      remediation: { outcome: 'withdrawn', reason: expect.stringContaining('its signal is gone') },
      event: 'plan_withdrawn',
    },
  ],
  [
    'still broken, but no longer as it was',
    async (stage) => {
      await stage.approve();
      await setMemory(stage, '80Mi');
      stage.home.pass(120);
    },
    {
      verdict: 'changed',
      says: /./,
      proposal: 'void',
      remediation: { status: 'planning', outcome: 'pending' },
      event: 'plan_voided',
    },
  ],
  [
    'nobody can look any more',
    async (stage, sky) => {
      await stage.approve();
      sky.dark = true;
    },
    {
      verdict: 'blind',
      says: /cart: forbidden/,
      proposal: 'approved',
      remediation: { outcome: 'failed', reason: expect.stringContaining('could not look') },
    },
  ],
  [
    'the kill switch is on',
    async (stage) => {
      await stage.approve();
      await stage.home.send('PUT', '/api/v1/stop', { as: 'ada', body: { stopped: true } });
    },
    {
      verdict: 'changed',
      says: /kill switch was on.*asked about again/,
      proposal: 'void',
      remediation: { status: 'planning', outcome: 'pending' },
      event: 'plan_voided',
    },
  ],
  [
    'the kill switch is on and nobody had to say yes: no yes is lost',
    async (stage) => {
      await neverAsked(stage);
      await putPolicy(stage, trusting);
      await stage.home.send('PUT', '/api/v1/stop', { as: 'ada', body: { stopped: true } });
    },
    { verdict: 'stopped', says: /kill switch/, proposal: 'waiting', remediation: { outcome: 'stopped' } },
  ],
  [
    'another plan lies there than the one that was approved',
    async (stage) => {
      await stage.approve();
      const { value } = await stage.proposal();
      const text = JSON.stringify(value.plan).replaceAll('128Mi', '4096Mi');
      await stage.rewriteProposal({ plan: JSON.parse(text) as typeof value.plan });
    },
    {
      verdict: 'changed',
      says: /not the one that was approved/,
      proposal: 'void',
      remediation: { status: 'planning' },
      event: 'plan_voided',
    },
  ],
  [
    'the yes was given to another hash',
    async (stage) => {
      await stage.approve();
      await stage.rewriteHold({ planHash: '0'.repeat(64) });
    },
    {
      verdict: 'changed',
      says: /not the one that was approved/,
      proposal: 'void',
      remediation: { status: 'planning' },
      event: 'plan_voided',
    },
  ],
  ...(['pending', 'rejected', 'expired', 'withdrawn', 'superseded'] as const).map(
    (status): Row => [
      `nobody said yes: the hold is ${status}`,
      (stage) => stage.rewriteHold({ status }),
      { ...asksOn, hold: status },
    ],
  ),
  [
    'healed while people are asked: the question is taken back',
    async (stage) => {
      stage.home.practice.seed('practice-healthy');
      stage.home.pass(60);
    },
    {
      verdict: 'gone',
      says: /./,
      proposal: 'withdrawn',
      remediation: { outcome: 'withdrawn' },
      event: 'plan_withdrawn',
      hold: 'withdrawn',
    },
  ],
  [
    'no longer as it was while people are asked: the question is taken back',
    async (stage) => {
      await setMemory(stage, '80Mi');
      stage.home.pass(120);
    },
    {
      verdict: 'changed',
      says: /./,
      proposal: 'void',
      remediation: { status: 'planning' },
      event: 'plan_voided',
      hold: 'superseded',
    },
  ],
  [
    'the kill switch is on while people are asked: they are asked on',
    (stage) => stage.home.send('PUT', '/api/v1/stop', { as: 'ada', body: { stopped: true } }),
    { ...asksOn, hold: 'pending' },
  ],
  [
    'nobody can look while people are asked: they are asked on',
    async (_stage, sky) => {
      sky.dark = true;
    },
    { ...asksOn, hold: 'pending' },
  ],
  [
    'policy said go then and now',
    async (stage) => {
      await neverAsked(stage);
      await putPolicy(stage, trusting);
    },
    { verdict: 'holds', says: /proven again/, proposal: 'waiting', remediation: approvedRunning },
  ],
  ['policy said go then and asks for a person now', (stage) => neverAsked(stage), asksOn],
  [
    'policy asked for a person then and would let it go now',
    async (stage) => {
      await putPolicy(stage, trusting);
      await stage.ports.records.write([remove(await stage.storedHold())]);
    },
    asksOn,
  ],
  [
    'approved, but what was rehearsed no longer counts',
    async (stage) => {
      await stage.approve();
      const { rehearsal } = (await stage.proposal()).value;
      if (rehearsal) await stage.rewriteProposal({ rehearsal: { ...rehearsal, ok: false } });
    },
    { verdict: 'refused', says: /no longer lets/, proposal: 'approved', remediation: { outcome: 'refused' } },
  ],
];

describe('the last look before a run', () => {
  test.for(table)('%s', async ([, arrange, expected]) => {
    const sky = darkening();
    const stage = await heldStage({ around: sky.around });
    await arrange(stage, sky);
    const applied = stage.home.applied();
    const input = stage.input();
    const first = await reProveClaims.run(stage.ports, input);
    expect(first.verdict).toBe(expected.verdict);
    const entry = (await stage.home.log(stage.incident)).findLast((it) => it.event === 'claims_reproved');
    expect(entry?.detail).toMatchObject({
      verdict: expected.verdict,
      says: expect.stringMatching(expected.says),
      evidence: first.world,
    });
    // What it looked at is kept, so that the verdict can be replayed.
    expect(await stage.ports.objects.get(first.world)).toBeDefined();
    expect((await stage.proposal()).value.status).toBe(expected.proposal);
    if (expected.hold) expect((await stage.storedHold()).value.status).toBe(expected.hold);
    expect(await stage.remediation()).toMatchObject(expected.remediation);
    const events = await stage.events();
    for (const event of ['plan_voided', 'plan_withdrawn'])
      expect(events.includes(event), event).toBe(expected.event === event);
    expect(stage.home.applied()).toBe(applied);

    // Tried again it answers from its receipt, whatever has changed since.
    await stage.ports.records.write([
      create(
        shapes.stop,
        { ...keys.stop('another-tenant') },
        {
          tenant: 'another-tenant',
          stopped: true,
          by: 'ada',
          at: input.now,
        },
      ),
    ]);
    expect(await reProveClaims.run(stage.ports, input)).toMatchObject({ verdict: first.verdict });
    expect(await stage.events()).toEqual(events);
  });

  test('the kill switch of another tenant stops nothing here', async () => {
    const stage = await heldStage();
    await stage.approve();
    await stage.ports.records.write([
      create(shapes.stop, keys.stop('another'), { tenant: 'another', stopped: true, by: 'eve', at: stage.home.now() }),
    ]);
    expect(tenant).not.toBe('another');
    expect((await reProveClaims.run(stage.ports, stage.input())).verdict).toBe('holds');
  });
});
