import * as z from 'zod';
import type { Change } from '../../adapters/local/changes.ts';
import type { LocalQueue, Message } from '../../adapters/local/queue.ts';
import type { Engine, Executions } from '../../asl/index.ts';
import { asFault, type FaultWord } from '../../contracts/fault.ts';
import type { Instant } from '../../contracts/instant.ts';
import { plusSeconds } from '../../contracts/instant.ts';
import { QueuedDelivery } from '../../core/incident/arrival.ts';
import type { Trimmed } from '../../core/incident/trim-ended.ts';
import { readAs, shapes } from '../../core/ledger/shapes.ts';
import type { Ports } from '../../core/ports.ts';
import { announceEntry } from '../../core/steps/announce-entry.ts';
import { deliverOutbox } from '../../core/steps/deliver-outbox.ts';
import { greetConnection } from '../../core/steps/greet-connection.ts';
import { openIncident } from '../../core/steps/open-incident.ts';
import { sweep } from '../../core/steps/sweep.ts';
import { takeFailedExecution } from '../../core/steps/take-failed-execution.ts';

/** One thing that can be done now. The caller chooses which and when: a loop in production, a seed in simulation. */
export interface Unit {
  name: string;
  run(): Promise<void>;
}

export interface Worker {
  due(): Unit[];
  /** When something will be due that is not now; undefined: only when something arrives. */
  nextWake(): Instant | undefined;
}

export interface WorkerParts {
  tenant: string;
  ports: Ports;
  engine: Engine;
  executions: Pick<Executions, 'nextWake'>;
  queue: LocalQueue;
  /** The stream of committed outbox rows and log entries, at this consumer's place. */
  changes: { after(limit: number): Change[]; acknowledge(seq: number): void };
  /** Alarms are arriving just now: what waits in the queue waits a moment longer. */
  arriving?: () => boolean;
  /** Told, now and then, what the stores beside the records need not keep any longer. */
  forget?: (trimmed: Trimmed) => void;
  /** Told of every log entry once, in order, after it was committed. */
  announce(change: Change): void | Promise<void>;
  /** Told of what failed and will be tried again or has been laid aside. */
  complain(what: string, thrown: unknown): void;
}

interface OutboxPlace {
  tenant: string;
  incident: string;
  id: string;
}

const sweepEverySeconds = 60;
const visibleForSeconds = 30;
/** One less than the queue's own patience, so that a worn-out message is laid aside by us, where people see it. */
const triesAtMost = 4;
/** What may be well by the next try; a setting nobody can read is mended by people. */
const passing = new Set<FaultWord>(['Contended', 'Unavailable', 'Exhausted', 'Impossible']);

/**
 * What Lambda, SQS and the stream do in AWS, as units a caller can take in any order: a committed change is delivered, a
 * queued alarm is taken, an execution moves by one transition, the sweep looks around.
 */
export function createWorker(parts: WorkerParts): Worker {
  const { ports, engine, executions, queue, changes, tenant } = parts;
  const flying = new Set<string>();
  const asks: OutboxPlace[] = [];
  let sweptAt = ports.clock.now();

  const unit = (name: string, run: () => Promise<void>): Unit[] => {
    if (flying.has(name)) return [];
    const guarded = async () => {
      flying.add(name);
      try {
        await run();
      } catch (thrown) {
        parts.complain(name, thrown);
      } finally {
        flying.delete(name);
      }
    };
    return [{ name, run: guarded }];
  };

  const settled = (id: string, work: Promise<void>): Promise<void> =>
    work.catch((thrown: unknown) => parts.complain(`execution ${id}`, thrown));

  return {
    due() {
      const now = ports.clock.now();
      const units: Unit[] = [];
      const next = changes.after(1)[0];
      if (next !== undefined) units.push(...unit('change', () => deliverChange(parts, next, asks)));
      const [ask] = asks;
      if (ask !== undefined) units.push(...unit('ask', () => deliverAsk(parts, asks)));
      if (!parts.arriving?.() && queue.ready(now)) units.push(...unit('alert', () => takeAlert(parts, now)));
      // The engine itself knows what is in flight: it leaves that out until its deadline, and then ends it although it hangs.
      for (const id of engine.due(100))
        units.push({ name: `execution ${id}`, run: () => settled(id, advance(parts, id)) });
      if (now >= plusSeconds(sweptAt, sweepEverySeconds))
        units.push(
          ...unit('sweep', async () => {
            sweptAt = now;
            const { trimmed } = await sweep.run(ports, { tenant });
            if (trimmed !== undefined) parts.forget?.(trimmed);
          }),
        );
      return units;
    },
    nextWake() {
      const waiting = parts.arriving?.() ? plusSeconds(ports.clock.now(), 0.05) : queue.nextVisible();
      const wakes = [executions.nextWake(), waiting, plusSeconds(sweptAt, sweepEverySeconds)];
      return wakes.filter((wake) => wake !== undefined).sort()[0];
    },
  };
}

/** One committed change. What cannot be delivered now is left to the sweep, so that one row never holds up the rest. */
async function deliverChange(
  { ports, changes, announce, complain }: WorkerParts,
  change: Change,
  asks: OutboxPlace[],
): Promise<void> {
  const { item } = change;
  if (item.type === shapes.log.type) {
    // What cannot be told must not keep what comes after it from being delivered.
    const failed = (thrown: unknown): void => complain(`entry ${item.sk}`, thrown);
    try {
      await announce(change);
    } catch (thrown) {
      failed(thrown);
    }
    try {
      await announceEntry.run(ports, { entry: readAs(shapes.log, item).value });
    } catch (thrown) {
      failed(thrown);
    }
  }
  if (item.type === shapes.connection.type) {
    const { tenant, user, n, connection } = readAs(shapes.connection, item).value;
    const place = { tenant, user, n, connection };
    await greetConnection.run(ports, place).catch((thrown: unknown) => complain('a greeting', thrown));
  }
  if (item.type === 'OUTBOX') {
    const { tenant, incident, id } = item.body as { [name in keyof OutboxPlace]: string };
    try {
      // A mail server may take its time: letters have a lane of their own. What is lost with the process the sweep finds.
      if (item.body.kind === 'ask') asks.push({ tenant, incident, id });
      else await deliverOutbox.run(ports, { tenant, incident, id });
    } catch (thrown) {
      complain(`outbox row ${id}`, thrown);
    }
  }
  changes.acknowledge(change.seq);
}

async function deliverAsk({ ports, complain }: WorkerParts, asks: OutboxPlace[]): Promise<void> {
  const ask = asks.shift();
  if (ask === undefined) return;
  await deliverOutbox.run(ports, ask).catch((thrown) => complain(`outbox row ${ask.id}`, thrown));
}

/** One transition. An execution that failed has nobody to catch it: the incident goes to people, as a rule does it in AWS. */
async function advance({ engine, ports, tenant, complain }: WorkerParts, id: string): Promise<void> {
  await engine.advance(id);
  const execution = engine.describe(id);
  if (execution === undefined || execution.status === 'running' || execution.status === 'succeeded') return;
  const { error = execution.status, cause = '' } = execution;
  complain(`execution ${id}`, new Error(`${error}: ${cause}`));
  const { incident } = z.object({ incident: z.string() }).parse(JSON.parse(execution.executionInput));
  await takeFailedExecution.run(ports, { tenant, incident, now: ports.clock.now(), error, cause });
}

async function takeAlert(parts: WorkerParts, now: Instant): Promise<void> {
  const { ports, queue, complain } = parts;
  const message = queue.receive({ limit: 1, visibleForSeconds })[0];
  if (message === undefined) return;
  try {
    await openIncident.run(ports, { delivery: QueuedDelivery.parse(JSON.parse(message.body)), now });
    queue.done(message.id);
  } catch (thrown) {
    const fault = asFault(thrown);
    complain(`alert ${message.id}`, fault);
    if (passing.has(fault.word) && message.receives < triesAtMost)
      queue.retryLater(message.id, Math.min(60, 2 ** message.receives));
    else await layAside(parts, message, `could not be processed: ${fault.message}`, now);
  }
}

/** An alarm that cannot be processed becomes a dead letter that people see, in an incident of its own: none is lost in silence. */
async function layAside(
  { ports, queue, complain }: WorkerParts,
  message: Message,
  why: string,
  now: Instant,
): Promise<void> {
  try {
    const delivery = QueuedDelivery.parse(JSON.parse(message.body));
    await openIncident.run(ports, { delivery: { ...delivery, unreadable: why.slice(0, 1000) }, now });
    queue.done(message.id);
  } catch (thrown) {
    // Not even that: the queue itself keeps the bytes.
    complain(`alert ${message.id} is laid aside unseen`, thrown);
    queue.deadLetter(message.id, why);
  }
}
