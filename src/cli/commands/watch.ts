import type { Command } from 'commander';
import type { Incident } from '../../contracts/incident.ts';
import type { LogEntry } from '../../contracts/log.ts';
import type { Client } from '../client.ts';
import { findIncident } from '../find.ts';
import { type LogReader, logPage, logReader } from '../log-reader.ts';
import { logLine } from '../log-text.ts';
import { line, paint, remark } from '../print.ts';
import { type Session, sessionOf } from '../session.ts';
import type { Listed, ShownIncident } from '../shown.ts';
import { type Told, type Watching, whenever } from '../whenever.ts';

const ended = new Set(['recovered', 'escalated', 'closed']);
/** Where what concerns no single incident is logged. */
const tenantLog = 'tenant';
/** What still holds the process when people want it to end: a home that does not say goodbye. */
const goodbyeMs = 1_000;

export function watchCommand(program: Command): void {
  program
    .command('watch [id]')
    .description(
      'follow what happens, live: one incident from its beginning until it ends, or everything until Ctrl+C; ' +
        '--format json prints one entry a line',
    )
    .action(async (id: string | undefined, _options: object, command: Command) => {
      const session = sessionOf(command);
      const found = id === undefined ? undefined : await findIncident(session.client(), id);
      const look = found === undefined ? lookAtAll(session) : lookAt(session, found.id);
      await untilInterrupted((stop) => whenever({ open: () => session.client(), stop, look, lost: waiting }));
    });
}

const waiting = (why: string): void => remark(`${why}; waiting for it`);

/** Ctrl+C is how a watch ends: nothing went wrong. */
async function untilInterrupted(work: (stop: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const end = (): void => {
    controller.abort();
    setTimeout(() => process.exit(), goodbyeMs).unref();
  };
  process.once('SIGINT', end);
  try {
    await work(controller.signal);
  } finally {
    process.off('SIGINT', end);
  }
}

function lookAt(session: Session, id: string): Watching['look'] {
  const log = logReader((entry) => line(session.format === 'json' ? JSON.stringify(entry) : logLine(entry)));
  return async (client, told) => {
    if (told !== undefined && !told.has(id)) return false;
    // Asked before the log is read: what made it end is then in the log.
    const { incident } = await client.get<ShownIncident>(`/api/v1/incidents/${id}`);
    await log.readOn(client, id);
    return ended.has(incident.status);
  };
}

function lookAtAll({ format }: Session): Watching['look'] {
  const tell = (entry: LogEntry): void =>
    line(
      format === 'json' ? JSON.stringify(entry) : `${paint('gray', entry.incident.slice(0, 12))}  ${logLine(entry)}`,
    );
  const log = logReader(tell);
  /** Those that had ended before: where they stood is not known, and needs not be. */
  let over: Set<string> | undefined;
  return async (client, told) => {
    over ??= await beginIn(client, log);
    if (told !== undefined) await readTold(client, log, told, over);
    else await readAll(client, log, over);
    return false;
  };
}

const listed = async (client: Client): Promise<Incident[]> =>
  (await client.get<Listed<Incident>>('/api/v1/incidents?limit=200')).items;

/** From now on, except for the newest that goes on: what it is about is in its first entries. */
async function beginIn(client: Client, log: LogReader): Promise<Set<string>> {
  const [newest, ...others] = await listed(client);
  const running = others.filter(({ status }) => !ended.has(status)).map(({ id }) => id);
  for (const id of [...running, tenantLog]) log.skipTo(id, (await logPage(client, id, 0, 1)).seq);
  return new Set(
    [newest, ...others].filter((it) => it !== undefined && ended.has(it.status)).map((it) => it?.id ?? ''),
  );
}

async function readAll(client: Client, log: LogReader, over: Set<string>): Promise<void> {
  for (const { id, status } of await listed(client)) {
    if (over.has(id)) continue;
    await log.readOn(client, id);
    if (ended.has(status)) over.add(id);
  }
  await log.readOn(client, tenantLog);
}

async function readTold(
  client: Client,
  log: LogReader,
  told: NonNullable<Told>,
  over: ReadonlySet<string>,
): Promise<void> {
  for (const [id, { seq }] of told) {
    // One that had ended goes on: from here.
    if (over.has(id) && !log.knows(id)) log.skipTo(id, seq - 1);
    await log.readOn(client, id);
  }
}
