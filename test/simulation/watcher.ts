import { type LiveFrame, readFrame } from '../../src/contracts/live.ts';
import type { LogEntry } from '../../src/contracts/log.ts';
import type { User } from '../../src/contracts/stored.ts';
import { keys } from '../../src/core/ledger/keys.ts';
import { create, shapes } from '../../src/core/ledger/shapes.ts';
import type { Clock, Live, Records } from '../../src/core/ports.ts';
import { liveTickets } from '../../src/core/routes/live-tickets.ts';
import { liveConnect } from '../../src/core/steps/live-connect.ts';
import { liveDisconnect } from '../../src/core/steps/live-disconnect.ts';

export interface Watcher {
  live: Live;
  /** Sees to it that the line is open, anew before its time is over. */
  watch(): Promise<void>;
  /** What was wrong with what came of an incident whose log is this. */
  wrongAbout(log: readonly LogEntry[]): string[];
}

const anewAfterMs = 3_600_000;

/**
 * Somebody who watches everything. Their socket outlives every crash, as those of API Gateway do: what they got shows what was
 * announced, by which incarnation ever.
 */
export function watcher(parts: { records: Records; clock: Clock; person: User; seed: number }): Watcher {
  const { records, clock, person, seed } = parts;
  const frames: LiveFrame[] = [];
  let serial = 0;
  let line: { connection: string; openedAt: number } | undefined;
  const ids = { next: () => `line-${seed}-${++serial}`, secret: () => `ticket-of-seed-${seed}-number-${++serial}` };
  const admit = async (): Promise<void> => {
    const key = keys.user(person.tenant, person.id);
    if ((await records.get(key)) === undefined) await records.write([create(shapes.user, key, person)]);
  };
  return {
    live: {
      async push(connection, text) {
        const frame = readFrame(text);
        if (connection !== line?.connection || frame === undefined) return 'gone';
        frames.push(frame);
        return 'sent';
      },
      async close(connection) {
        if (connection === line?.connection) line = undefined;
      },
    },
    async watch() {
      const now = Date.parse(clock.now());
      if (line !== undefined && now - line.openedAt < anewAfterMs) return;
      await admit();
      if (line !== undefined) await liveDisconnect.run({ records }, { connection: line.connection });
      const request = { params: {}, query: {}, headers: {}, body: new Uint8Array(), person };
      const answer = await liveTickets.handle['make-live-ticket']?.({ clock, ids, records }, request);
      if (answer === undefined) throw new Error('no ticket was made');
      const { ticket } = answer.body as { ticket: string };
      const connection = ids.next();
      await liveConnect.run({ clock, records }, { connection, ticket });
      line = { connection, openedAt: now };
    },
    wrongAbout(log) {
      const wrong: string[] = [];
      const first = new Set<number>();
      for (const { seq, incident } of frames) {
        if (incident !== log[0]?.incident || first.has(seq)) continue;
        if (seq !== first.size + 1) wrong.push(`entry ${seq} was announced before entry ${first.size + 1}`);
        first.add(seq);
      }
      for (const { seq } of log) if (!first.has(seq)) wrong.push(`entry ${seq} was never announced`);
      return wrong;
    },
  };
}
