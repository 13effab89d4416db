import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { layerHouseRules } from '../../src/adapters/aws/house-rules.ts';
import { asFault } from '../../src/contracts/fault.ts';
import type { Incident } from '../../src/contracts/incident.ts';
import type { Plan } from '../../src/contracts/plan.ts';
import type { Hold, Proposal, Remediation } from '../../src/contracts/remediation.ts';
import type { Outbox, User } from '../../src/contracts/stored.ts';
import { signLink } from '../../src/core/approvals/link.ts';
import { holdName } from '../../src/core/incident/find-hold.ts';
import { askIdOf, callbackIdOf, holdIdOf } from '../../src/core/incident/hold-ids.ts';
import { nonceOf } from '../../src/core/incident/notices.ts';
import { verifyChain } from '../../src/core/ledger/chain.ts';
import { effectiveSettings } from '../../src/core/ledger/effective-settings.ts';
import { keys, partitionOf, prefixes } from '../../src/core/ledger/keys.ts';
import { load, loadAll, need } from '../../src/core/ledger/load.ts';
import { create, type Shape, shapes } from '../../src/core/ledger/shapes.ts';
import type { Letter, Records } from '../../src/core/ports.ts';
import { decisions } from '../../src/core/routes/decisions.ts';
import { deliverOutbox } from '../../src/core/steps/deliver-outbox.ts';
import { settleHold } from '../../src/core/steps/settle-hold.ts';
import { shippedRules } from '../home/home.ts';

const tenant = 'acme';
const key = 'the key of the links of this contract';
const opened = '2026-03-01T08:00:00.000Z';
const inTime = '2026-03-01T08:59:59.999Z';
const expiresAt = '2026-03-01T09:00:00.000Z';
const planHash = 'ab'.repeat(32);
const person = (id: string): User => ({ id, tenant, roles: ['approver'], name: id, mail: `${id}@example.com` });
const ada = person('ada');
const bob = person('bob');

/** A hold that waits, with all that its decision reads, in an incident of its own; people are yet to be asked about it. */
export async function aHold(records: Records, serial: number): Promise<Hold> {
  const incident = `01KDECIDE${String(serial).padStart(17, '0')}`;
  const proposal: Proposal = {
    id: `p${serial}`,
    remediation: 'r',
    incident,
    tenant,
    attempt: 1,
    alternative: 0,
    cluster: 'c',
    plan: plan(),
    planHash,
    status: 'waiting',
    madeAt: opened,
    practice: false,
  };
  const hold: Hold = {
    id: holdIdOf(proposal.id),
    kind: 'plan_approval',
    tenant,
    incident,
    remediation: 'r',
    proposal: proposal.id,
    planHash,
    code: 'bcdfg',
    status: 'pending',
    needed: 1,
    approvals: [],
    openedAt: opened,
    expiresAt,
    generation: 1,
    sealedToken: 'sealed',
    settled: false,
  };
  const remediation: Remediation = {
    id: 'r',
    incident,
    tenant,
    finding: 'f',
    status: 'waiting',
    outcome: 'pending',
    reason: 'waiting',
    attempt: 1,
    proposal: proposal.id,
    openedAt: opened,
  };
  const head: Incident = {
    id: incident,
    tenant,
    status: 'waiting',
    reason: 'waiting',
    title: 'of the contract',
    source: 'alertmanager',
    hook: 'h',
    cluster: 'c',
    openedAt: opened,
    updatedAt: opened,
    alerts: 1,
    dirty: false,
    remediations: ['r'],
  };
  const row: Outbox = { kind: 'ask', id: askIdOf(hold.id), tenant, incident, at: opened, hold: hold.id };
  const written = await records.write([
    create(shapes.incident, keys.incident(tenant, incident), head),
    create(shapes.remediation, keys.remediation(tenant, incident, 'r'), remediation),
    create(shapes.proposal, keys.proposal(tenant, incident, proposal.id), proposal),
    create(shapes.hold, keys.hold(tenant, incident, hold.id), hold),
    create(shapes.outbox, keys.outbox(tenant, incident, row.id), row),
  ]);
  expect(written).toEqual({ ok: true });
  return hold;
}

const plan = (): Plan => ({
  title: 'a plan',
  rootCause: 'a cause',
  evidence: [{ id: 'e1', from: 'f', says: 's' }],
  solution: '',
  basis: '',
  confidence: 1,
  pattern: 'p',
  action: { id: 'a', params: {}, risk: 'low' },
  target: { kind: 'Deployment', name: 'cart' },
  claims: [{ analyzer: 'a', version: 1, object: { kind: 'Deployment', name: 'cart' }, cause: 'c', facts: {} }],
  effects: [
    {
      ordinal: 0,
      ref: { kind: 'Deployment', name: 'cart' },
      uid: 'u',
      changes: [{ path: '/a', before: 1, after: 2 }],
      patch: [{ op: 'replace', path: '/a', value: 2 }],
      inverse: [{ op: 'replace', path: '/a', value: 1 }],
    },
  ],
  diff: '',
  preview: '',
  blastRadius: { workloads: 1, replicas: 1, services: [] },
});

/**
 * The decision by link against everything that may happen at the same moment, in every order of their reads and writes: the
 * other approver, the same tap twice, the end of its time, the letters about it. Of all of them exactly one ends the hold.
 * Rejects with the order in which that did not hold.
 */
export async function decidedInEveryOrder(records: Records, numRuns: number): Promise<void> {
  for (const user of [ada, bob]) await records.write([create(shapes.user, keys.user(tenant, user.id), user)]);
  let serial = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.record({ expiry: fc.boolean(), letters: fc.boolean(), taps: fc.integer({ min: 1, max: 2 }) }),
      async (scheduler, { expiry, letters, taps }) => {
        const hold = await aHold(records, ++serial);
        const mailbox: Letter[] = [];
        const through = (): Records => ({
          get: scheduler.scheduleFunction(records.get),
          query: scheduler.scheduleFunction(records.query),
          browse: scheduler.scheduleFunction(records.browse),
          write: scheduler.scheduleFunction(records.write),
        });
        const secrets = { read: async () => [key] };
        const decide = async (by: User, verdict: 'approved' | 'rejected'): Promise<string> => {
          const { id, incident } = hold;
          const nonce = nonceOf(hold, by.id);
          const link = signLink({ tenant, incident, hold: id, approver: by.id, planHash, expiresAt, nonce }, key);
          const ports = { clock: { now: () => inTime }, records: through(), secrets };
          return answerOf(
            decisions.handle['decide-hold']?.(ports, {
              params: { hold: holdName(hold) },
              query: {},
              headers: { 'content-type': 'application/json' },
              body: new TextEncoder().encode(JSON.stringify({ verdict, planHash, link })),
              person: by,
            }),
          );
        };
        const settle = async (): Promise<string> => {
          const slow = through();
          const ports = { records: slow, settings: effectiveSettings(slow, layerHouseRules(shippedRules)) };
          const { tenant, incident, remediation } = hold;
          const input = { tenant, incident, remediation, execution: 'x', now: expiresAt };
          return (await settleHold.run(ports, input)).verdict;
        };
        const tell = async (): Promise<unknown> => {
          const slow = through();
          const never = async (): Promise<never> => Promise.reject(new Error('not of this contract'));
          return deliverOutbox.run(
            {
              records: slow,
              clock: { now: () => inTime },
              secrets,
              settings: effectiveSettings(slow, layerHouseRules(shippedRules)),
              mail: { send: async (letter) => (mailbox.push(letter) > 0 ? 'sent' : 'off') },
              site: { facts: () => ({ ...facts, url: 'https://mendgate.test' }) },
              sealer: { seal: never, open: never },
              workflows: { start: never, succeed: never, status: never },
              audit: { append: never },
            },
            { tenant, incident: hold.incident, id: askIdOf(hold.id) },
          );
        };
        const yes = Array.from({ length: taps }, () => decide(ada, 'approved'));
        const all = Promise.all([
          Promise.all(yes),
          decide(bob, 'rejected'),
          expiry ? settle() : undefined,
          letters ? tell() : undefined,
        ]);
        const [adas, bobs, settled] = await scheduler.waitFor(all);

        const { incident } = hold;
        const pk = partitionOf(tenant, incident);
        const all0 = <T>(shape: Shape<T>, prefix: string) => loadAll(records, shape, pk, prefix);
        const { value: end } = await need(records, shapes.hold, keys.hold(tenant, incident, hold.id), 'hold');
        const answers = [...adas, bobs];
        const won = answers.filter((answer) => answer === 'approved' || answer === 'rejected');
        expect(answers.every((answer) => ['approved', 'rejected', 'Conflict'].includes(answer))).toBe(true);
        expect(end.status).toBe(won[0] ?? 'expired');
        expect(won).toHaveLength(end.status === 'expired' ? 0 : 1);
        if (end.status === 'expired') expect(expiry).toBe(true);
        if (settled !== undefined) expect([end.status, 'pending']).toContain(settled);

        const winner = end.status === 'approved' ? 'ada' : end.status === 'rejected' ? 'bob' : undefined;
        const given = (await all0(shapes.decision, prefixes.decision)).map(({ value }) => value.by);
        expect(given).toEqual(winner === undefined ? [] : [winner]);
        const notices = (await all0(shapes.notice, prefixes.notice(hold.id))).map(({ value }) => value);
        expect(notices.filter(({ usedAt }) => usedAt !== undefined).map(({ user }) => user)).toEqual(given);
        const log = (await all0(shapes.log, prefixes.log)).map(({ value }) => value);
        expect(verifyChain(log)).toMatchObject({ ok: true });
        expect(log.filter(({ event }) => event === 'decision_made')).toHaveLength(given.length);
        expect(log.filter(({ event }) => event === 'hold_expired')).toHaveLength(end.status === 'expired' ? 1 : 0);
        const callback = keys.outbox(tenant, incident, callbackIdOf(hold.id));
        const wakes = (await load(records, shapes.outbox, callback)) !== undefined;
        expect(wakes).toBe(winner !== undefined && !end.settled);
        // A letter that was sent is noted, and nobody got one twice.
        for (const { id: user, mail } of [ada, bob]) {
          const got = mailbox.filter(({ to, text }) => to === mail && text.includes('/decide#')).length;
          expect(got).toBeLessThanOrEqual(1);
          expect(notices.some((notice) => notice.user === user && notice.askedAt !== undefined)).toBe(got === 1);
        }
      },
    ),
    { numRuns },
  );
}

export function decisionsContract(name: string, open: () => Promise<{ records: Records; close(): Promise<void> }>) {
  test(`${name}: exactly one of many ends the hold, and what is written says which`, async () => {
    const store = await open();
    onTestFinished(store.close);
    await decidedInEveryOrder(store.records, Number(process.env.INTERLEAVINGS ?? 60));
  });
}

const facts = { home: 'aws', practice: false, signIn: { kind: 'link' }, live: '/live' } as const;

/** The status that was answered, or the word of the refusal. */
async function answerOf(answering: Promise<{ body: unknown }> | undefined): Promise<string> {
  try {
    return (((await answering)?.body ?? {}) as { status: string }).status;
  } catch (thrown) {
    return asFault(thrown).word;
  }
}
