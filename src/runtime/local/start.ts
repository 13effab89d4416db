import { userInfo } from 'node:os';
import { join } from 'node:path';
import { openDataDirectory } from '../../adapters/local/data-directory.ts';
import { openDatabase } from '../../adapters/local/database.ts';
import { readHouseRules } from '../../adapters/local/house-rules.ts';
import { aesSealer } from '../../adapters/local/sealer.ts';
import { fileSecrets } from '../../adapters/local/secrets.ts';
import { localSockets } from '../../adapters/local/sockets.ts';
import { openPractice } from '../../adapters/practice/index.ts';
import type { SiteFacts } from '../../contracts/api/site.ts';
import type { ClusterConfig } from '../../contracts/clusters.ts';
import { LogEntry } from '../../contracts/log.ts';
import type { Proposal } from '../../contracts/remediation.ts';
import { makeSignInCode, ownCodeSeconds } from '../../core/access/sign-in-code.ts';
import { linksSecret } from '../../core/approvals/link.ts';
import type { HouseRules } from '../../core/ledger/effective-settings.ts';
import { keys } from '../../core/ledger/keys.ts';
import { load } from '../../core/ledger/load.ts';
import { shapes } from '../../core/ledger/shapes.ts';
import { forgetConnections } from '../../core/live/forget-connections.ts';
import type { Clock, Identity, Records } from '../../core/ports.ts';
import { announcement } from './announce.ts';
import { burstWatch } from './burst.ts';
import { homeClusters } from './clusters.ts';
import { type Driver, drive } from './driver.ts';
import { admitHook, admitOwner, homeTenant, owner } from './first-people.ts';
import { composeHome } from './home.ts';
import { firstHooks, newSecret } from './hooks.ts';
import { packageRoot } from './package-root.ts';
import { mailOf, type PostOptions } from './post.ts';
import { postPracticeAlarm } from './practice-alarm.ts';
import { publicUrl } from './public-url.ts';
import { serveRoutes } from './serve.ts';

export interface StartOptions extends PostOptions {
  data: string;
  port: number;
  practice: boolean;
  practiceReset: boolean;
  cluster?: ClusterConfig;
  houseRules?: string;
  /** Where people reach it, when that is not this machine: as `publicUrl` reads it. */
  url?: string;
  /** How people call the CLI from where they are: printed where something is to be typed. */
  command: string;
  /** Told of what people should see, in whole texts. */
  say(text: string): void;
  complain(what: string, thrown: unknown): void;
}

export interface RunningHome {
  address: string;
  /** The console, with the code that signs the owner in once. */
  signIn: string;
  defaulted: string[];
  stop(): Promise<void>;
}

export const systemClock: Clock = { now: () => new Date().toISOString() };

/** Starts a home in a data directory: what was under way when it last ended goes on from where it stood. */
export async function startHome(options: StartOptions): Promise<RunningHome> {
  const shipped = join(packageRoot(), 'layers', 'house-rules');
  const { rules, defaulted } = readHouseRules(options.houseRules ?? shipped, shipped);
  const mailWith = mailOf(options);
  const url = options.url === undefined ? undefined : publicUrl(options.url);
  const directory = openDataDirectory(options.data);
  const closing: (() => void | Promise<void>)[] = [() => directory.close()];
  try {
    const database = openDatabase(directory.databasePath);
    closing.push(() => database.close());
    const practice = options.practice
      ? openPractice({ path: join(directory.path, 'practice.db'), clock: systemClock })
      : undefined;
    if (practice !== undefined) closing.push(() => practice.close());
    if (options.practiceReset) practice?.reset();
    const clusters = homeClusters(practice, options.cluster ? [options.cluster] : []);
    // Told now, not by the first incident; alarms are taken all the same, and a file that is mended later needs no restart.
    if (options.cluster?.kind === 'kubeconfig') {
      const { id, reader, rehearser, executor } = options.cluster;
      for (const [identity, context] of Object.entries({ reader, rehearser, executor }) as [Identity, string?][])
        if (context !== undefined)
          await clusters.open(id, identity).catch((thrown) => options.complain(`cluster ${id}, ${identity}`, thrown));
    }
    const secrets = fileSecrets(directory.secretsPath);
    let facts: SiteFacts = {
      home: 'local',
      practice: options.practice,
      signIn: { kind: 'link' },
      live: '/live',
      ...(url !== undefined && { url }),
    };
    let driver: Driver | undefined;
    const sockets = localSockets({ clock: systemClock });
    const burst = burstWatch(() => performance.now());
    const { ports, worker } = composeHome({
      later: setImmediate,
      arriving: burst.going,
      tenant: homeTenant,
      database,
      clock: systemClock,
      clusters,
      sealer: aesSealer(directory.sealKey),
      secrets,
      vault: secrets,
      live: sockets,
      site: { facts: () => facts },
      mail: mailWith(secrets),
      // Each document was parsed by its own contract when it was read.
      rules: rules as HouseRules,
      announce: async ({ item }) => {
        const entry = LogEntry.parse(item.body);
        const text = announcement(entry, await proposalOf(ports.records, entry), options.command);
        if (text !== undefined) options.say(text);
      },
      complain: options.complain,
      around: (bare) => ({
        ...bare,
        // Whatever is committed or arrives may be work: the driver looks at once instead of at its next wake.
        records: { ...bare.records, write: async (writes) => kicking(await bare.records.write(writes)) },
        alerts: {
          async send(body) {
            const first = !burst.going();
            burst.arrived();
            await bare.alerts.send(body);
            // The first of a burst sets the wake; the others would only make the worker look in vain.
            if (first) driver?.kick();
          },
        },
        workflows: {
          ...bare.workflows,
          start: async (machine, name, input) => kicking(await bare.workflows.start(machine, name, input)),
          succeed: async (token, output) => kicking(await bare.workflows.succeed(token, output)),
        },
      }),
    });
    const kicking = <T>(value: T): T => {
      driver?.kick();
      return value;
    };
    await admitOwner(ports.records, directory.ownerToken, userInfo().username, systemClock.now());
    for (const hook of firstHooks(options.cluster?.id ?? 'practice')) {
      if ((await secrets.read(hook.secret)).length === 0) await secrets.put(hook.secret, newSecret());
      await admitHook(ports.records, hook);
    }
    if ((await secrets.read(linksSecret)).length === 0) await secrets.put(linksSecret, newSecret());
    await forgetConnections(ports.records, homeTenant);
    const server = await serveRoutes(ports, options.port, options.complain, sockets);
    // Letters need an address in them; without another it is this machine's own.
    if (options.smtp !== undefined) facts = { url: server.address, ...facts };
    closing.push(() => server.close());
    driver = drive(worker, systemClock);
    const running = driver;
    closing.push(() => running.stop());
    directory.announce({ address: server.address, startedAt: systemClock.now() });
    if (practice !== undefined)
      await postPracticeAlarm({ ports, practice, address: server.address, secrets, reset: options.practiceReset });
    const by = { kind: 'system', id: 'start' } as const;
    const { code } = await makeSignInCode(ports, { tenant: homeTenant, user: owner, seconds: ownCodeSeconds, by });
    const signIn = `${facts.url ?? server.address}/sign-in#${code}`;
    return { address: server.address, signIn, defaulted, stop: () => closeAll(closing) };
  } catch (thrown) {
    await closeAll(closing);
    throw thrown;
  }
}

/** The plan an entry is about, when it asks people about one. */
async function proposalOf(records: Records, entry: LogEntry): Promise<Proposal | undefined> {
  const [id] = Array.isArray(entry.detail.proposals) ? entry.detail.proposals : [];
  if (typeof id !== 'string') return undefined;
  return (await load(records, shapes.proposal, keys.proposal(entry.tenant, entry.incident, id)))?.value;
}

/** In the reverse order of opening, each whatever became of the one before. */
async function closeAll(closing: (() => void | Promise<void>)[]): Promise<void> {
  for (const close of closing.toReversed()) {
    try {
      await close();
    } catch {
      // It is being left behind; the next start finds what was committed.
    }
  }
}
