import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { openDatabase } from '../../src/adapters/local/database.ts';
import { readHouseRules } from '../../src/adapters/local/house-rules.ts';
import { aesSealer } from '../../src/adapters/local/sealer.ts';
import { localSockets, type Sockets } from '../../src/adapters/local/sockets.ts';
import { openPractice, type Practice, type ScenarioName } from '../../src/adapters/practice/index.ts';
import type { Incident } from '../../src/contracts/incident.ts';
import { plusSeconds } from '../../src/contracts/instant.ts';
import type { LogEntry } from '../../src/contracts/log.ts';
import type { Hold } from '../../src/contracts/remediation.ts';
import type { Role } from '../../src/contracts/stored.ts';
import { waitingHolds } from '../../src/core/incident/find-hold.ts';
import type { HouseRules } from '../../src/core/ledger/effective-settings.ts';
import { keys, lists, partitionOf, prefixes } from '../../src/core/ledger/keys.ts';
import { loadAll } from '../../src/core/ledger/load.ts';
import { create, readAs, shapes } from '../../src/core/ledger/shapes.ts';
import type { Letter, Mail, Ports } from '../../src/core/ports.ts';
import { homeClusters } from '../../src/runtime/local/clusters.ts';
import { admitHook, homeTenant } from '../../src/runtime/local/first-people.ts';
import { composeHome } from '../../src/runtime/local/home.ts';
import { firstHooks } from '../../src/runtime/local/hooks.ts';
import type { Worker } from '../../src/runtime/local/worker.ts';

export const tenant = homeTenant;
export const hookSecret = 'a-secret-of-these-tests';
/** Where people of a test home are told to go. */
export const siteUrl = 'https://mendgate.test';
export const shippedRules = fileURLToPath(new URL('../../layers/house-rules', import.meta.url));
const begin = '2026-03-01T08:00:00.000Z';

/** Who lives in a test home, each with a token. */
export const people = { owner: 'owner', ada: 'approver', bob: 'approver', vera: 'viewer' } as const satisfies Record<
  string,
  Role
>;
export type PersonName = keyof typeof people;
export const addressOf = (name: string): string => `${name}@example.com`;
export const tokenOf = (name: string): string => `token-of-${name}-in-the-test-home`;

export interface TestHome {
  readonly ports: Ports;
  readonly worker: Worker;
  readonly practice: Practice;
  readonly sockets: Sockets;
  /** What went wrong behind the scenes: a test that expects nothing of the kind looks that it is empty. */
  readonly complaints: string[];
  readonly announced: LogEntry[];
  /** Every letter a mail server has taken. */
  readonly mailbox: Letter[];
  now(): string;
  pass(seconds: number): void;
  /** Runs the worker's units until nothing is due now. */
  settle(): Promise<void>;
  /** Lets time pass from wake to wake, doing what is due, until `reached` says so; fails when it never does. */
  until<T>(what: string, reached: () => Promise<T | undefined>): Promise<T>;
  /** Rows of every table: equal before and after means that nothing was kept. */
  kept(): Record<string, number>;
  /** The alarm of the outage that plays, as Alertmanager would send it. */
  alarm(): unknown;
  incidents(): Promise<Incident[]>;
  incident(): Promise<Incident>;
  log(incident: string): Promise<LogEntry[]>;
  hold(): Promise<Hold>;
  applied(): number;
}

export interface TestHomeOptions {
  scenario?: ScenarioName;
  rules?: (shipped: HouseRules) => HouseRules;
  around?: (ports: Ports) => Ports;
  /** How many may watch at most; as many as in a real home otherwise. */
  watchers?: number;
  /** Who has a mail address; nobody unless it is said. */
  reachable?: readonly PersonName[];
  /** What becomes of a letter; it is taken unless it is said. */
  mail?: Mail['send'];
  /** Letters never come to an end, and what waits for one must not hold up the test either. */
  hangs?: boolean;
}

/** A whole home in this process, in memory, on a clock that moves only when told: the shipped machines, rules and routes. */
export async function testHome(options: TestHomeOptions = {}): Promise<TestHome> {
  const scenario = options.scenario ?? 'practice-memory';
  let now = begin;
  let serial = 0;
  const clock = { now: () => now };
  const database = openDatabase(':memory:');
  const practice = openPractice({ path: ':memory:', clock, scenarios: [scenario] });
  onTestFinished(() => {
    practice.close();
    database.close();
  });
  now = plusSeconds(now, 60);
  const shipped = readHouseRules(shippedRules, shippedRules).rules as HouseRules;
  const sockets = localSockets({ clock, ...(options.watchers !== undefined && { most: options.watchers }) });
  const complaints: string[] = [];
  const announced: LogEntry[] = [];
  const mailbox: Letter[] = [];
  const vault = new Map<string, string[]>();
  const { ports, worker } = composeHome({
    tenant,
    database,
    clock,
    clusters: homeClusters(practice, []),
    sealer: aesSealer(new Uint8Array(32).fill(7)),
    secrets: { read: async (name) => vault.get(name) ?? [hookSecret] },
    vault: { put: async (name, value) => void vault.set(name, [value, ...(vault.get(name) ?? [])].slice(0, 2)) },
    site: {
      facts: () => ({
        home: 'local',
        ...(options.reachable && { url: siteUrl }),
        practice: true,
        signIn: { kind: 'link' },
        live: '/live',
      }),
    },
    live: sockets,
    mail: {
      async send(letter) {
        const answer = (await options.mail?.(letter)) ?? 'sent';
        if (answer === 'sent') mailbox.push(letter);
        return answer;
      },
    },
    rules: options.rules?.(shipped) ?? shipped,
    ids: {
      next: () => `01KTEST000${String(++serial).padStart(16, '0')}`,
      secret: () => createHash('sha256').update(`secret ${++serial}`).digest('base64url'),
    },
    random: () => 0.5,
    ...(options.around && { around: options.around }),
    announce: ({ item }) => void announced.push(shapes.log.schema.parse(item.body)),
    complain: (what, thrown) => void complaints.push(`${what}: ${thrown instanceof Error ? thrown.message : thrown}`),
  });
  for (const hook of firstHooks('practice')) await admitHook(ports.records, hook);
  const reachable: readonly string[] = options.reachable ?? [];
  await ports.records.write([create(shapes.owners, keys.owners(tenant), { tenant, users: ['owner'] })]);
  for (const [id, role] of Object.entries(people)) {
    const mail = reachable.includes(id) ? { mail: addressOf(id) } : {};
    const sha256 = createHash('sha256').update(tokenOf(id)).digest('hex');
    await ports.records.write([
      create(shapes.user, keys.user(tenant, id), { id, tenant, roles: [role], name: id, ...mail }),
      create(shapes.token, keys.token(sha256), { sha256, tenant, user: id, madeBy: 'person' }),
    ]);
  }

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5000; turn++) {
      const [unit] = worker.due();
      if (unit === undefined) return;
      if (options.hangs && unit.name === 'ask') void unit.run();
      else await unit.run();
    }
    throw new Error(`the home never came to rest; last complaints: ${complaints.slice(-3).join(' | ')}`);
  };
  const incidents = async (): Promise<Incident[]> =>
    (await ports.records.browse({ list: lists.incidents(tenant), limit: 200 })).items.map(
      (item) => readAs(shapes.incident, item).value,
    );
  const only = <T>(found: readonly T[], what: string): T => {
    const [first] = found;
    if (first === undefined || found.length > 1) throw new Error(`expected one ${what}, there are ${found.length}`);
    return first;
  };
  return {
    ports,
    worker,
    practice,
    sockets,
    complaints,
    announced,
    mailbox,
    now: () => now,
    pass(seconds) {
      now = plusSeconds(now, seconds);
    },
    settle,
    async until(what, reached) {
      for (let wake = 0; wake < 2000; wake++) {
        await settle();
        const value = await reached();
        if (value !== undefined) return value;
        const next = worker.nextWake();
        now = next === undefined || next <= now ? plusSeconds(now, 1) : next;
      }
      throw new Error(`never came to ${what}; last complaints: ${complaints.slice(-3).join(' | ')}`);
    },
    kept: () =>
      Object.fromEntries(
        database
          .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
          .map(({ name }) => [name, database.first<{ n: number }>(`SELECT count(*) AS n FROM ${name}`)?.n ?? 0]),
      ),
    alarm: () => practice.alarmFor(scenario, now),
    incidents,
    incident: async () => only(await incidents(), 'incident'),
    log: async (incident) =>
      (await loadAll(ports.records, shapes.log, partitionOf(tenant, incident), prefixes.log)).map(({ value }) => value),
    hold: async () => only(await waitingHolds(ports.records, tenant), 'waiting hold'),
    applied: () => practice.calls().filter((call) => call.outcome === 'applied').length,
  };
}

/** For `until`: an incident that has ended. */
export const ended = async (home: TestHome): Promise<Incident | undefined> => {
  const [incident] = await home.incidents();
  return incident && ['recovered', 'escalated', 'closed'].includes(incident.status) ? incident : undefined;
};

/** For `until`: the hold, once a plan waits for a yes. */
export const waiting = async (home: TestHome): Promise<Hold | undefined> =>
  (await waitingHolds(home.ports.records, tenant))[0];
