import { readFile } from 'node:fs/promises';
import { Fault } from '../../contracts/fault.ts';
import { type Instant, instantOf } from '../../contracts/instant.ts';
import { Kind, type KubeObject, kinds, Pod, refText } from '../../contracts/kube.ts';
import { askText } from '../../contracts/world.ts';
import type { Cluster } from '../../core/ports.ts';
import { coverage } from './snapshot-coverage.ts';
import { type Blind, byCodePoint, filesOf, reason, type SnapshotFile } from './snapshot-files.ts';
import { type LogsAsk, logIndex } from './snapshot-logs.ts';
import { MANIFEST, Manifest } from './snapshot-manifest.ts';
import { parseFile } from './snapshot-parse.ts';
import { later } from './snapshot-time.ts';

const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_TOTAL_BYTES = 512 * 1024 * 1024;

export interface Snapshot {
  cluster: Cluster;
  /** When it was taken: what its maker wrote down, else the newest moment in it, else the epoch. Never a file's time. */
  at: Instant;
  source: string;
  unreadable: Blind[];
  namespaces: string[];
}

/**
 * A cluster read from a directory: `kubectl cluster-info dump`, `mendgate snapshot`, or any tree of JSON and YAML files with
 * objects and Lists. What nobody asked for is not known: a question for it throws Unavailable. Throws Malformed when there
 * is no such directory; everything inside it that cannot be read is named in `unreadable`.
 */
export async function snapshotCluster(dir: string): Promise<Snapshot> {
  const { files, unreadable } = await filesOf(dir);
  const covered = coverage();
  const logs = logIndex();
  const objects = new Map<string, KubeObject>();
  const namespaces = new Set<string>();
  const noLogs = new Set<string>();
  let newest: Instant | undefined;
  let takenAt: Instant | undefined;
  let total = 0;

  for (const file of files) {
    const name = file.path.split('/').at(-1) ?? '';
    if (logs.add(file)) continue;
    const refuse = (why: string): void => void unreadable.push({ asked: `file ${file.path}`, why });
    if (/\.(tgz|tar|zip|tar\.\w+|(json|ya?ml)\.\w+)$/i.test(name)) refuse('packed: unpack it first');
    if (!/\.(json|ya?ml)$/i.test(name)) continue;
    total += file.bytes;
    if (file.bytes > MAX_FILE_BYTES) refuse('larger than 64 MB');
    else if (total > MAX_TOTAL_BYTES) refuse('the snapshot is larger than 512 MB: not read');
    else if (file.path === MANIFEST) await readManifest(file, refuse);
    else await readObjects(name, file, refuse);
  }
  for (const name of covered.namespaces()) namespaces.add(name);
  if (!Kind.options.some((kind) => covered.has(kind, undefined)))
    unreadable.push({ asked: 'the whole snapshot', why: 'no Kubernetes object or List was found in it' });
  unreadable.push(...covered.holes());
  const sorted = [...objects].sort(([a], [b]) => byCodePoint(a, b)).map(([, object]) => object);

  return {
    cluster: frozen(),
    at: takenAt ?? newest ?? instantOf(0),
    source: 'snapshot',
    unreadable,
    namespaces: [...namespaces].sort(byCodePoint),
  };

  async function readObjects(name: string, file: SnapshotFile, refuse: (why: string) => void): Promise<void> {
    let bytes: Buffer;
    try {
      bytes = await readFile(file.real);
    } catch (thrown) {
      refuse(reason(thrown));
      return;
    }
    const parsed = parseFile(name, bytes);
    parsed.problems.forEach(refuse);
    newest = later(newest, parsed.newest);
    for (const namespace of parsed.namespaces) namespaces.add(namespace);
    for (const group of parsed.groups) {
      covered.addGroup(file.path, group);
      for (const object of group.objects) {
        if (object.metadata.namespace !== undefined) namespaces.add(object.metadata.namespace);
        const at = place(group.kind, object.metadata.namespace, object.metadata.name);
        // Bundles hold an object twice, in its List and alone. The first by path stays.
        if (!objects.has(at)) objects.set(at, object);
      }
    }
  }

  async function readManifest(file: SnapshotFile, refuse: (why: string) => void): Promise<void> {
    try {
      const manifest = Manifest.parse(JSON.parse(await readFile(file.real, 'utf8')));
      takenAt = manifest.at;
      unreadable.push(...manifest.unreadable);
      for (const one of manifest.noLogs) noLogs.add(one);
      for (const [kind, where] of Object.entries(manifest.asked) as [Kind, string[] | '*'][])
        if (where === '*') covered.addEverywhere(kind);
        else for (const namespace of where) covered.addIn(kind, namespace);
    } catch {
      refuse('not what `mendgate snapshot` writes');
    }
  }

  function frozen(): Cluster {
    const refuse = async (): Promise<never> => {
      const hint = 'Name a cluster instead: --context.';
      throw new Fault('Impossible', 'a snapshot cannot be changed', hint);
    };
    return {
      practice: false,
      async list(kind, namespace) {
        const within = kinds[kind].namespaced ? namespace : undefined;
        if (!covered.has(kind, within))
          throw missing(askText({ verb: 'list', kind, ...(namespace !== undefined && { namespace }) }));
        return sorted.filter((one) => one.kind === kind && (within === undefined || one.metadata.namespace === within));
      },
      async get(ref) {
        const within = kinds[ref.kind].namespaced ? ref.namespace : undefined;
        const found = objects.get(place(ref.kind, within, ref.name));
        if (found === undefined && !covered.has(ref.kind, within)) throw missing(refText(ref));
        return found;
      },
      logs: readLogs,
      patch: refuse,
      tryCreate: refuse,
    };
  }

  async function readLogs(ask: LogsAsk): Promise<string | undefined> {
    const log = await logs.read(ask);
    if (log !== 'unknown') return log;
    const { namespace, pod, container, previous } = ask;
    if (noLogs.has(`${namespace}/${pod}/${container}${previous ? '.previous' : ''}`)) return undefined;
    const found = objects.get(place('Pod', namespace, pod));
    if (found === undefined && covered.has('Pod', namespace)) return undefined;
    if (found !== undefined && hadNone(found, container, previous)) return undefined;
    throw missing(askText({ verb: 'logs', namespace, pod, container, previous }));
  }
}

const place = (kind: Kind, namespace: string | undefined, name: string): string =>
  `${kinds[kind].namespaced ? (namespace ?? '') : ''}/${name}\0${kind}`;

/** The status says that this run of the container never was, so its log was not there to be taken. */
function hadNone(object: KubeObject, container: string, previous: boolean): boolean {
  const status = Pod.safeParse(object).data?.status;
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  const found = all.find((one) => one.name === container);
  if (found === undefined || found.restartCount > 0 || found.lastState?.terminated !== undefined) return false;
  return previous || found.state?.waiting !== undefined;
}

const missing = (asked: string): Fault =>
  new Fault(
    'Unavailable',
    `${asked}: not in the snapshot`,
    'Take it with `mendgate snapshot DIR`, which asks for all of it.',
  );
