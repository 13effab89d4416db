import { openDatabase } from '../../src/adapters/local/database.ts';
import { readHouseRules } from '../../src/adapters/local/house-rules.ts';
import { sqliteRecords } from '../../src/adapters/local/records.ts';
import { aesSealer } from '../../src/adapters/local/sealer.ts';
import { openPractice } from '../../src/adapters/practice/index.ts';
import { Fault } from '../../src/contracts/fault.ts';
import type { Incident } from '../../src/contracts/incident.ts';
import { instantOf, millisOf, plusSeconds } from '../../src/contracts/instant.ts';
import type { LogEntry } from '../../src/contracts/log.ts';
import type { User } from '../../src/contracts/stored.ts';
import { hookHeaders } from '../../src/core/access/hook-headers.ts';
import { holdName, waitingHolds } from '../../src/core/incident/find-hold.ts';
import { verifyChain } from '../../src/core/ledger/chain.ts';
import { derivedId } from '../../src/core/ledger/digest.ts';
import type { HouseRules } from '../../src/core/ledger/effective-settings.ts';
import { keys, lists, partitionOf, prefixes } from '../../src/core/ledger/keys.ts';
import { loadAll } from '../../src/core/ledger/load.ts';
import { create, readAs, shapes } from '../../src/core/ledger/shapes.ts';
import type { Letter, Ports, Records, Secrets } from '../../src/core/ports.ts';
import { routeGroups } from '../../src/core/routes/catalogue.ts';
import type { Request, Response } from '../../src/core/routes/route.ts';
import { admitHook, homeTenant } from '../../src/runtime/local/first-people.ts';
import { composeHome, type Home } from '../../src/runtime/local/home.ts';
import { firstHooks } from '../../src/runtime/local/hooks.ts';
import { type Power, power } from './power.ts';
import { seeded } from './random.ts';
import { watcher } from './watcher.ts';

/** What a run of one seed came to; `broken` names the promises that did not hold. */
export interface Outcome {
  seed: number;
  broken: string[];
  crashes: number;
  choices: number;
  status: string | undefined;
  appliedWrites: number;
}
export interface Story {
  scenario: 'practice-memory' | 'practice-leak';
  /** What the person says once asked. */
  answer: 'approved' | 'rejected' | 'silence';
  /** Somebody else mends it while the plan waits, and the alarm resolves. */
  mendedElsewhere?: boolean;
  crashes: number;
  /** How often a letter is not taken at once. */
  mailFails?: number;
  houseRules: string;
}

const choicesAtMost = 6000;
const begin = '2026-03-01T08:00:00.000Z';
const person: User = {
  id: 'ada',
  tenant: homeTenant,
  roles: ['approver'],
  name: 'Ada',
  mail: 'ada@example.com',
};
/** Is asked as well and never answers. */
const colleague: User = { ...person, id: 'bob', name: 'Bob', mail: 'bob@example.com' };
const secret = 'a-secret-of-the-simulation';
const secrets: Secrets = { read: async () => [secret] };

/**
 * One incident from alarm to end under one seed: the order of everything that could happen next, repeats, late deliveries,
 * stray wake-ups and cut power are drawn from it. Same seed, same run.
 */
export async function simulate(seed: number, story: Story): Promise<Outcome> {
  const random = seeded(seed);
  let now = begin;
  const clock = { now: () => now };
  const database = openDatabase(':memory:');
  const practice = openPractice({ path: ':memory:', clock });
  practice.seed(story.scenario);
  now = plusSeconds(now, 60);
  const alarm = new TextEncoder().encode(JSON.stringify(practice.alarmFor(story.scenario, now)));
  const { rules } = readHouseRules(story.houseRules, story.houseRules);
  const tokens: string[] = [];
  const broken = new Set<string>();
  const complaints: string[] = [];
  const letters: Letter[] = [];
  let crashes = 0;

  // The store as it is committed, looked at from outside: no power line runs through it.
  const records: Records = sqliteRecords(database);
  const somebody = watcher({ records, clock, person, seed });
  const incarnate = (): { home: Home; supply: Power } => {
    const supply = power();
    const home = composeHome({
      tenant: homeTenant,
      database,
      clock,
      clusters: { open: async (_id, identity) => practice.cluster(identity) },
      sealer: aesSealer(new Uint8Array(32).fill(7)),
      secrets,
      vault: { put: async () => undefined },
      site: {
        facts: () => ({
          home: 'local',
          url: 'https://mendgate.test',
          practice: true,
          signIn: { kind: 'link' },
          live: '/live',
        }),
      },
      live: somebody.live,
      mail: {
        async send(letter) {
          // A server that is gone now and then: who runs it does not know when.
          if (story.mailFails !== undefined && random.chance(story.mailFails))
            throw new Fault('Unavailable', 'no mail server in this seed', 'It comes back.');
          letters.push(letter);
          return 'sent';
        },
      },
      rules: rules as HouseRules,
      ids: {
        next: () => `01KSEED000${String(seed).padStart(6, '0')}${String(++serial).padStart(10, '0')}`,
        secret: () => `secret-${seed}-${++serial}`,
      },
      tokens: () => {
        const token = `token-${seed}-${++serial}`;
        tokens.push(token);
        return token;
      },
      random: random.next,
      around: supply.around,
      announce: () => undefined,
      complain: (what, thrown) => void complaints.push(`${what}: ${thrown instanceof Error ? thrown.message : thrown}`),
    });
    return { home, supply };
  };
  let serial = 0;
  let { home, supply } = incarnate();
  for (const hook of firstHooks('practice')) await admitHook(records, hook);
  for (const user of [person, colleague])
    await records.write([create(shapes.user, keys.user(homeTenant, user.id), user)]);

  /** Runs one piece of work until it settles in microtasks or the power fails; a handle that stays open is a defect. */
  const drain = async (work: () => Promise<unknown>): Promise<void> => {
    let settled = false;
    work().then(
      () => (settled = true),
      () => (settled = true),
    );
    for (let turn = 0; turn < 20_000 && !settled && !supply.dead; turn++) await Promise.resolve();
    if (!settled && !supply.dead) broken.add('a unit of work did not settle in microtasks');
    if (supply.dead) {
      crashes += 1;
      ({ home, supply } = incarnate());
    }
  };
  const ask = async (route: string, request: Partial<Request>): Promise<Response> => {
    for (const group of routeGroups) {
      const handler = (
        group.handle as Record<string, ((ports: Ports, request: Request) => Promise<Response>) | undefined>
      )[route];
      if (handler)
        return handler(home.ports, { params: {}, query: {}, headers: {}, body: new Uint8Array(), ...request });
    }
    throw new Error(`no route ${route}`);
  };
  const post = () =>
    ask('receive-webhook', {
      params: { source: 'alertmanager', hook: 'alertmanager' },
      headers: { 'content-type': 'application/json', ...hookHeaders({ auth: { kind: 'bearer' } }, secret) },
      body: alarm,
    });
  const decideOn = async () => {
    const [hold] = await waitingHolds(records, homeTenant);
    if (hold === undefined || story.answer === 'silence') return;
    await ask('decide-hold', {
      params: { hold: holdName(hold) },
      headers: { 'content-type': 'application/json' },
      body: new TextEncoder().encode(JSON.stringify({ verdict: story.answer, planHash: hold.planHash })),
      person,
    });
  };

  const postResolved = () =>
    ask('receive-webhook', {
      params: { source: 'alertmanager', hook: 'alertmanager' },
      headers: { 'content-type': 'application/json', ...hookHeaders({ auth: { kind: 'bearer' } }, secret) },
      body: resolvedAlarm(alarm, now),
    });

  let posts = 1 + random.below(3);
  let resolvesAt: string | undefined;
  let resolved = story.mendedElsewhere !== true;
  let choices = 0;
  for (; choices < choicesAtMost; choices++) {
    await somebody.watch();
    const incident = await theIncident(records, broken);
    if (posts === 0 && incident && isEnded(incident) && (await quiet(home, records, incident))) break;
    if (crashes < story.crashes && random.chance(0.12))
      supply.cutAt(1 + random.below(3), random.chance(0.5) ? 'before' : 'after');
    const options: (() => Promise<unknown>)[] = home.worker.due().map((unit) => unit.run);
    // A sender posts until it hears 202: when the power fails before, it posts again.
    // Once the incident has ended an alarm that still fires is a new one: that is another story.
    if (incident && isEnded(incident)) posts = 0;
    if (posts > 0)
      options.push(async () => {
        await post();
        posts -= 1;
      });
    if (random.chance(0.3)) options.push(decideOn);
    if (!resolved && resolvesAt === undefined && (await waitingHolds(records, homeTenant)).length > 0) {
      await mendElsewhere(practice);
      resolvesAt = plusSeconds(now, 90);
    }
    if (!resolved && resolvesAt !== undefined && posts === 0) {
      if (now >= resolvesAt)
        options.push(async () => {
          await postResolved();
          resolved = true;
        });
      else if (options.length === 0) {
        now = resolvesAt;
        continue;
      }
    }
    // Stray wake-ups: a callback delivered twice, late, or by somebody who found a token.
    const stray = tokens.length > 0 && random.chance(0.1) ? random.pick(tokens) : undefined;
    if (stray !== undefined) options.push(() => home.ports.workflows.succeed(stray, { verdict: 'approved' }));
    if (options.length === 0) {
      const wake = home.worker.nextWake();
      now = wake === undefined || wake <= now ? plusSeconds(now, 1) : instantOf(millisOf(wake));
      continue;
    }
    await drain(random.pick(options));
    await checkAlways(records, practice, broken);
    if (random.chance(0.3)) now = plusSeconds(now, random.next() * 2);
  }
  await checkAtEnd(records, practice, story, broken, complaints, choices >= choicesAtMost);
  await checkLetters({ records, letters, crashes, broken, patient: story.mailFails === undefined });
  const end = await theIncident(records, broken);
  if (end !== undefined) for (const says of somebody.wrongAbout(await logOf(records, end.id))) broken.add(says);
  const appliedWrites = applied(practice).length;
  // Hundreds of seeds run in one process.
  database.close();
  practice.close();
  return { seed, broken: [...broken], crashes, choices, status: end?.status, appliedWrites };
}

type Practice = ReturnType<typeof openPractice>;
/** Our own effects: somebody else's writes bear another name. */
const applied = (practice: Practice) =>
  practice.calls().filter((call) => call.outcome === 'applied' && call.manager.startsWith('mendgate-'));

/** What a colleague with kubectl would do while our plan waits. */
async function mendElsewhere(practice: Practice): Promise<void> {
  const ref = { kind: 'Deployment', namespace: 'shop', name: 'cart' } as const;
  const op = {
    op: 'replace',
    path: '/spec/template/spec/containers/0/resources/limits/memory',
    value: '512Mi',
  } as const;
  await practice.cluster('executor').patch(ref, [op], { dryRun: false, manager: 'kubectl' });
}

/** The same alarm as its sender tells of its end. */
function resolvedAlarm(alarm: Uint8Array, now: string): Uint8Array {
  const payload = JSON.parse(new TextDecoder().decode(alarm)) as { alerts: object[] };
  const alerts = payload.alerts.map((alert) => ({ ...alert, status: 'resolved', endsAt: now }));
  return new TextEncoder().encode(JSON.stringify({ ...payload, status: 'resolved', alerts }));
}
const isEnded = (incident: Incident): boolean => ['recovered', 'escalated', 'closed'].includes(incident.status);

async function theIncident(records: Records, broken: Set<string>): Promise<Incident | undefined> {
  const { items } = await records.browse({ list: lists.incidents(homeTenant) });
  if (items.length > 1) broken.add(`one alarm opened ${items.length} incidents`);
  return items[0] && readAs(shapes.incident, items[0]).value;
}

const logOf = async (records: Records, incident: string): Promise<LogEntry[]> =>
  (await loadAll(records, shapes.log, partitionOf(homeTenant, incident), prefixes.log)).map(({ value }) => value);

/** Nothing is due, nothing waits in the outbox: whatever still comes are timers of the sweep. */
async function quiet(home: Home, records: Records, incident: Incident): Promise<boolean> {
  const rows = await loadAll(records, shapes.outbox, partitionOf(homeTenant, incident.id), prefixes.outbox);
  return rows.length === 0 && home.worker.due().every((unit) => unit.name === 'sweep');
}

/** What must hold at every moment, crash or not. */
async function checkAlways(records: Records, practice: Practice, broken: Set<string>): Promise<void> {
  const writes = applied(practice);
  if (writes.length === 0) return;
  const incident = await theIncident(records, broken);
  const log = incident ? await logOf(records, incident.id) : [];
  const intents = log.filter((entry) => entry.event === 'effect_intended').length;
  if (writes.length > intents) broken.add('an effect was written before its intent');
  if (!log.some((entry) => entry.event === 'decision_made' && entry.detail.verdict === 'approved'))
    broken.add('something ran without a yes');
}

async function checkAtEnd(
  records: Records,
  practice: Practice,
  story: Story,
  broken: Set<string>,
  complaints: readonly string[],
  exhausted: boolean,
): Promise<void> {
  const incident = await theIncident(records, broken);
  if (incident === undefined) {
    broken.add('the alarm was lost: there is no incident');
    return;
  }
  if (exhausted)
    broken.add(
      `the incident never came to rest: ${incident.status}: ${incident.reason}; last complaints: ${complaints.slice(-3).join(' | ')}`,
    );
  const log = await logOf(records, incident.id);
  const chain = verifyChain(log);
  if (!chain.ok) broken.add(`the chain is broken at ${chain.at}: ${chain.says}`);
  const rows = await loadAll(records, shapes.outbox, partitionOf(homeTenant, incident.id), prefixes.outbox);
  if (rows.length > 0) broken.add('an outbox row was never finished');
  const writes = applied(practice).length;
  const expected = expectation(story);
  if (writes !== expected.writes) broken.add(`${writes} effects in the cluster's own log, expected ${expected.writes}`);
  if (incident.status !== expected.status)
    broken.add(`the incident ended ${incident.status} (${incident.reason}), expected ${expected.status}`);
  const closings = log.filter((entry) => entry.event === 'remediation_closed').length;
  if (closings !== 1) broken.add(`the remediation was closed ${closings} times`);
}

/** Nobody's letter is lost, whatever failed; one is repeated only when something failed. */
async function checkLetters(parts: {
  records: Records;
  letters: readonly Letter[];
  crashes: number;
  broken: Set<string>;
  /** Where mail works: that something has ended is told only so often. */
  patient: boolean;
}): Promise<void> {
  const { records, letters, crashes, broken, patient } = parts;
  const incident = await theIncident(records, broken);
  if (incident === undefined) return;
  const pk = partitionOf(homeTenant, incident.id);
  for (const { value: hold } of await loadAll(records, shapes.hold, pk, prefixes.hold)) {
    const notices = await loadAll(records, shapes.notice, pk, prefixes.notice(hold.id));
    for (const user of [person, colleague]) {
      const notice = notices.find(({ value }) => value.user === user.id)?.value;
      const [ask, ended] = ['ask', 'ended'].map(
        (kind) => letters.filter(({ id }) => id === derivedId(hold.id, hold.planHash, user.id, kind)).length,
      );
      // Somebody may answer before the letter is written: then it says nothing that is still true.
      if (notice?.askedAt !== undefined && !ask) broken.add(`${user.id} is noted as asked and got no letter`);
      if (notice?.toldAt !== undefined && !ended) broken.add(`${user.id} is noted as told and got no letter`);
      if (hold.status === 'expired' && !ask) broken.add(`${user.id} was never asked, and it expired`);
      if (patient && notice?.askedAt !== undefined && user === colleague && !ended)
        broken.add(`${user.id} was asked and not told that it ended`);
      for (const sent of [ask, ended])
        if ((sent ?? 0) > 1 + crashes)
          broken.add(`${user.id} got the same letter ${sent} times over ${crashes} crashes`);
    }
  }
}

function expectation(story: Story): { writes: number; status: Incident['status'] } {
  // Not watched, so not called recovered.
  if (story.mendedElsewhere) return { writes: 0, status: 'closed' };
  if (story.answer === 'rejected') return { writes: 0, status: 'closed' };
  if (story.answer === 'silence') return { writes: 0, status: 'escalated' };
  return story.scenario === 'practice-memory' ? { writes: 1, status: 'recovered' } : { writes: 2, status: 'escalated' };
}
