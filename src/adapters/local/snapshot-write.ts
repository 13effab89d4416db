import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asFault, Fault } from '../../contracts/fault.ts';
import type { Instant } from '../../contracts/instant.ts';
import { Kind, type KubeObject, kinds, Pod } from '../../contracts/kube.ts';
import { askText } from '../../contracts/world.ts';
import type { Cluster } from '../../core/ports.ts';
import type { Blind } from './snapshot-files.ts';
import { apiVersionOf, fileOf } from './snapshot-kinds.ts';
import { MANIFEST, type Manifest } from './snapshot-manifest.ts';
import { redactor } from './snapshot-redact.ts';

const LOG_LINES = 1000;
const MAX_LOGS = 1000;

/**
 * Writes what `diagnose --snapshot` reads: Lists of every kind that may be read, logs of containers that restarted or are
 * not ready, and what was refused. Secrets are replaced by pseudonyms. Without `namespaces` the whole cluster. Throws
 * Conflict when the directory holds something already.
 */
export async function writeSnapshot(
  cluster: Cluster,
  dir: string,
  how: { namespaces?: readonly string[]; at: Instant },
): Promise<{ objects: number; logs: number; unreadable: Blind[] }> {
  await makeEmpty(dir);
  const manifest: Manifest = { schema: 'mendgate.snapshot/1', at: how.at, asked: {}, noLogs: [], unreadable: [] };
  const lists = new Map<Kind, KubeObject[]>();
  const where = new Map<Kind, '*' | string[]>();
  const only = how.namespaces?.filter(isName);
  await Promise.all(Kind.options.map(listKind));
  manifest.unreadable.sort((a, b) => (a.asked < b.asked ? -1 : 1));

  const secrets = redactor();
  // All first, then write: a password known from one Pod is taken out of every log.
  for (const kind of Kind.options) for (const object of lists.get(kind) ?? []) secrets.learn(object);
  const namespaces = only ?? seenIn([...lists.values()].flat());
  let objects = 0;
  for (const kind of Kind.options) {
    const all = lists.get(kind);
    const asked = where.get(kind);
    if (all === undefined || asked === undefined) continue;
    manifest.asked[kind] = asked;
    if (!kinds[kind].namespaced) await writeList('.', kind, all);
    else
      for (const name of namespaces)
        if (asked === '*' || asked.includes(name)) await writeList(name, kind, within(all, name));
  }
  const logs = await writeLogs();
  await put(MANIFEST, manifest);
  return { objects, logs, unreadable: manifest.unreadable };

  async function listKind(kind: Kind): Promise<void> {
    if (only === undefined || !kinds[kind].namespaced) {
      const found = await attempt(askText({ verb: 'list', kind }), () => cluster.list(kind));
      if (found === undefined) return;
      lists.set(kind, found);
      where.set(kind, '*');
      return;
    }
    const done: string[] = [];
    for (const namespace of only) {
      const found = await attempt(askText({ verb: 'list', kind, namespace }), () => cluster.list(kind, namespace));
      if (found === undefined) continue;
      done.push(namespace);
      lists.set(kind, [...(lists.get(kind) ?? []), ...found]);
    }
    if (done.length > 0) where.set(kind, done);
  }

  async function writeList(folder: string, kind: Kind, items: KubeObject[]): Promise<void> {
    objects += items.length;
    const list = { apiVersion: apiVersionOf(kind), kind: `${kind}List`, items: items.map(secrets.object) };
    await put(join(folder, fileOf(kind)), list);
  }

  async function writeLogs(): Promise<number> {
    let written = 0;
    const wanted = (lists.get('Pod') ?? []).flatMap(troubled);
    for (const { namespace, pod, container, previous } of wanted.slice(0, MAX_LOGS)) {
      const ask = { namespace, pod, container, previous };
      const found = await attempt(askText({ verb: 'logs', ...ask }), async () => ({
        text: await cluster.logs({ ...ask, lines: LOG_LINES }),
      }));
      const name = `${container}${previous ? '.previous' : ''}`;
      if (found === undefined) continue;
      if (found.text === undefined) manifest.noLogs.push(`${namespace}/${pod}/${name}`);
      else {
        await put(join(namespace, pod, `${name}.log`), secrets.text(found.text));
        written++;
      }
    }
    const left = wanted.length - MAX_LOGS;
    if (left > 0) manifest.unreadable.push({ asked: `${left} more logs`, why: `a snapshot holds at most ${MAX_LOGS}` });
    return written;
  }

  async function attempt<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (thrown) {
      const fault = asFault(thrown);
      if (fault.word === 'Bug') throw fault;
      manifest.unreadable.push({ asked: what, why: fault.message });
      return undefined;
    }
  }

  async function put(path: string, content: unknown): Promise<void> {
    const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 1)}\n`;
    const place = join(dir, path);
    await mkdir(join(place, '..'), { recursive: true, mode: 0o700 });
    await writeFile(place, text, { mode: 0o600, flag: 'wx' });
  }
}

// Names become paths. An API server gives no others; whatever stands in for one might.
const isName = (name: string): boolean => /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name);
const seenIn = (all: KubeObject[]): string[] =>
  [...new Set(all.map((one) => one.metadata.namespace ?? ''))].filter(isName).sort();
const within = (all: KubeObject[], namespace: string): KubeObject[] =>
  all.filter((one) => one.metadata.namespace === namespace);

/** Logs worth taking: of containers that restarted or are not ready, unless they ended well. */
function troubled(object: KubeObject) {
  const { namespace = '', name: pod } = object.metadata;
  const status = Pod.safeParse(object).data?.status;
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return all
    .filter((one) => one.restartCount > 0 || (!one.ready && one.state?.terminated?.exitCode !== 0))
    .filter((one) => [namespace, pod, one.name].every(isName))
    .flatMap(({ name: container, restartCount }) =>
      (restartCount > 0 ? [false, true] : [false]).map((previous) => ({ namespace, pod, container, previous })),
    );
}

async function makeEmpty(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if ((await readdir(dir)).length > 0)
    throw new Fault(
      'Conflict',
      `${dir} is not empty`,
      'Name a new directory: two snapshots in one would be read as one.',
    );
}
