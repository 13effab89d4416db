import { expect } from 'vitest';
import { openDatabase } from '../../../src/adapters/local/database.ts';
import { sqliteRecords } from '../../../src/adapters/local/records.ts';
import { plusSeconds } from '../../../src/contracts/instant.ts';
import type { LogDraft, LogEntry } from '../../../src/contracts/log.ts';
import type { Role } from '../../../src/contracts/stored.ts';
import { nextEntry } from '../../../src/core/ledger/chain.ts';
import { connectionsOf, keys, prefixes } from '../../../src/core/ledger/keys.ts';
import { load, loadAll } from '../../../src/core/ledger/load.ts';
import { change, shapes, upsert } from '../../../src/core/ledger/shapes.ts';
import type { Live, Ports, Records } from '../../../src/core/ports.ts';
import { liveTickets } from '../../../src/core/routes/live-tickets.ts';
import { liveConnect } from '../../../src/core/steps/live-connect.ts';

export const tenant = 'acme';

/** A store of its own, or the one given, a clock that moves when told, people who get tickets, and a line that notes everything. */
export function liveStage(records: Records = sqliteRecords(openDatabase(':memory:'))) {
  let now = '2026-03-01T08:00:00.000Z';
  let serial = 0;
  const clock = { now: () => now };
  const ids = { next: () => `id-${++serial}`, secret: () => `ticket-number-${++serial}-of-these-tests` };
  const pushed: { connection: string; frame: string }[] = [];
  const closed: string[] = [];
  /** How single connections answer; `sent` unless told otherwise. */
  const answers = new Map<string, 'gone' | Error>();
  const live: Live = {
    async push(connection, frame) {
      const answer = answers.get(connection);
      if (answer instanceof Error) throw answer;
      if (answer === 'gone') return answer;
      pushed.push({ connection, frame });
      return 'sent';
    },
    close: async (connection) => void closed.push(connection),
  };
  const admit = async (id: string, roles: Role[], at = tenant): Promise<void> => {
    const key = keys.user(at, id);
    const user = { id, tenant: at, roles, name: id };
    await records.write([upsert(shapes.user, key, await load(records, shapes.user, key), user)]);
  };
  const ticketFor = async (id: string, at = tenant): Promise<string> => {
    const person = { id, tenant: at, roles: ['viewer'] as Role[], name: id };
    const request = { params: {}, query: {}, headers: {}, body: new Uint8Array(), person };
    const answer = await liveTickets.handle['make-live-ticket']?.({ clock, ids, records }, request);
    return (answer?.body as { ticket: string } | undefined)?.ticket ?? '';
  };
  const connect = (connection: string, ticket: string | undefined) =>
    liveConnect.run({ clock, records }, { connection, ticket });
  return {
    records,
    clock,
    live,
    ports: { clock, records, live },
    pushed,
    closed,
    answers,
    pass(seconds: number) {
      now = plusSeconds(now, seconds);
    },
    admit,
    /** Ends whatever speaks for them. */
    async signOut(id: string): Promise<void> {
      const stored = await load(records, shapes.user, keys.user(tenant, id));
      if (stored === undefined) throw new Error(`there is no ${id}`);
      await records.write([change(shapes.user, stored, { ...stored.value, tokensFrom: now })]);
    },
    ticketFor,
    connect,
    /** Somebody of the tenant who watches. */
    async watching(id: string, connection: string, at = tenant): Promise<void> {
      await connect(connection, await ticketFor(id, at));
    },
    listed: async (at = tenant): Promise<string[]> =>
      (await loadAll(records, shapes.connection, connectionsOf(at), prefixes.connection))
        .map(({ value }) => value.connection)
        .toSorted(),
  };
}
export type LiveStage = ReturnType<typeof liveStage>;

const draft: LogDraft = {
  at: '2026-03-01T08:00:00.000Z',
  actor: { kind: 'system', id: 'triage-incident' },
  event: 'incident_triaged',
  about: '01KTEST',
  detail: {},
};
/** The first entries of an incident's log. */
export function entries(length: number, at = tenant): LogEntry[] {
  const all: LogEntry[] = [];
  for (let n = 0; n < length; n++) all.push(nextEntry({ tenant: at, incident: '01KTEST' }, all.at(-1), draft));
  return all;
}

/** Ports that a step holds for other rows than those of these tests: whoever touches one fails. */
export const unused = Object.fromEntries(
  ['workflows', 'sealer', 'settings', 'secrets', 'site', 'mail', 'audit'].map((name) => [
    name,
    new Proxy({}, { get: (_, asked) => expect.fail(`${name}.${String(asked)} was asked`) }),
  ]),
) as unknown as Pick<Ports, 'workflows' | 'sealer' | 'settings' | 'secrets' | 'site' | 'mail' | 'audit'>;
