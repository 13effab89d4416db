import { randomBytes } from 'node:crypto';
import { snsTopics } from '../../adapters/http/sns-topics.ts';
import { acknowledge, changesAfter } from '../../adapters/local/changes.ts';
import type { Database } from '../../adapters/local/database.ts';
import { sqliteExecutions } from '../../adapters/local/executions.ts';
import { sqliteObjects } from '../../adapters/local/objects.ts';
import { sqliteQueue } from '../../adapters/local/queue.ts';
import { sqliteRecords } from '../../adapters/local/records.ts';
import { noMail } from '../../adapters/no-mail.ts';
import { createEngine } from '../../asl/index.ts';
import { effectiveSettings, type HouseRules } from '../../core/ledger/effective-settings.ts';
import type {
  Clock,
  Clusters,
  Ids,
  Live,
  Mail,
  Ports,
  Sealer,
  Secrets,
  Site,
  Topics,
  Vault,
} from '../../core/ports.ts';
import { shippedMachines, tasksOf } from './machines.ts';
import { randomIds } from './random-ids.ts';
import { createWorker, type Worker, type WorkerParts } from './worker.ts';

/** What a home is made of that differs between the real one and a simulated one. */
export interface HomeParts {
  tenant: string;
  database: Database;
  clock: Clock;
  clusters: Clusters;
  sealer: Sealer;
  secrets: Secrets;
  vault: Vault;
  /** Amazon SNS, unless something else stands in for it. */
  topics?: Topics;
  site: Site;
  live: Live;
  /** Nothing is sent unless somebody said how. */
  mail?: Mail;
  rules: HouseRules;
  ids?: Ids;
  tokens?: () => string;
  random?: () => number;
  /** Between the ports and whoever uses them: a simulation cuts the power here. */
  around?: (ports: Ports) => Ports;
  /** When writes that came together are committed together; the next microtask unless told otherwise. */
  later?: (flush: () => void) => void;
  /** While it says so, what arrives is only taken in. */
  arriving?: () => boolean;
  announce: WorkerParts['announce'];
  complain: WorkerParts['complain'];
}

export interface Home {
  ports: Ports;
  worker: Worker;
}

/** Let go at once, so that nothing else waits long. */
const executionsAtOnce = 500;

/** One home over one database: the shipped machines, their steps, and the stores they rest on. Starts nothing by itself. */
export function composeHome(parts: HomeParts): Home {
  const { database, clock, tenant } = parts;
  const records = sqliteRecords(database, { stream: ['OUTBOX#', 'LOG#', 'CONN#'] });
  const queue = sqliteQueue(database, clock, parts.later === undefined ? {} : { later: parts.later });
  const executions = sqliteExecutions(database);
  const objects = sqliteObjects(database);
  const workflows: Ports['workflows'] = {
    async start(machine, name, input) {
      return engine.start(machine, name, input) === 'started' ? 'started' : 'exists';
    },
    async succeed(token, output) {
      return engine.succeed(token, output);
    },
    async status(machine, name) {
      const execution = engine.describe(`${machine}:${name}`);
      if (execution === undefined) return 'unknown';
      return execution.status === 'running' ? 'running' : 'ended';
    },
  };
  const bare: Ports = {
    clock,
    ids: parts.ids ?? randomIds(),
    records,
    objects,
    alerts: queue,
    workflows,
    clusters: parts.clusters,
    settings: effectiveSettings(records, parts.rules),
    secrets: parts.secrets,
    sealer: parts.sealer,
    site: parts.site,
    vault: parts.vault,
    live: parts.live,
    // One file holds everything here: a copy beside it would be in the same hands.
    audit: { append: async () => undefined },
    mail: parts.mail ?? noMail,
    topics: parts.topics ?? snsTopics({ clock }),
  };
  const ports = parts.around?.(bare) ?? bare;
  const engine = createEngine({
    machines: shippedMachines(),
    executions,
    tasks: tasksOf(ports),
    clock,
    tokens: parts.tokens ?? (() => randomBytes(32).toString('base64url')),
    random: parts.random ?? Math.random,
  });
  const consumer = 'home';
  const worker = createWorker({
    tenant,
    ports,
    engine,
    executions,
    queue,
    changes: {
      after: (limit) => changesAfter(database, consumer, limit),
      acknowledge: (seq) => acknowledge(database, consumer, seq),
    },
    ...(parts.arriving && { arriving: parts.arriving }),
    forget({ before, worlds }) {
      for (const sha256 of worlds) objects.remove(sha256);
      executions.trim(before, executionsAtOnce);
    },
    announce: parts.announce,
    complain: parts.complain,
  });
  return { ports, worker };
}
