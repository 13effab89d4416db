import { isDeepStrictEqual } from 'node:util';
import { Fault } from '../../contracts/fault.ts';
import { type Instant, instantOf, millisOf } from '../../contracts/instant.ts';
import type { PatchOp } from '../../contracts/json.ts';
import { Kind, type KubeObject, kinds, type ObjectRef, refText } from '../../contracts/kube.ts';
import type { Cluster, Identity, WriteHow } from '../../core/ports.ts';
import { admitDeployment, admitPod, admitService, notPlayed } from './admission.ts';
import { patched } from './json-patch.ts';
import { managedBy } from './managed-fields.ts';
import { timeText } from './names.ts';
import { isDue, play } from './play.ts';
import { logOf } from './pod-logs.ts';
import { read, readAll, viewer } from './reading.ts';
import type { Controller } from './replica-sets.ts';
import type { DeploymentRecord, ServiceRecord, World } from './state.ts';
import type { Call, Store } from './store.ts';
import type { Timings } from './timings.ts';

export interface Parts {
  store: Store;
  clock: { now(): Instant };
  timings: Timings;
}

/** Lets pass what has passed, stores it when it changed anything, and says when it is. */
export function catchUp({ store, clock, timings }: Parts): { controller: Controller; now: number } {
  const now = millisOf(clock.now());
  // A look that finds nothing to play writes nothing.
  if (isDue({ world: store.world(), timings }, now))
    store.change((world) => {
      play({ world, timings }, now);
      return undefined;
    });
  return { controller: { world: store.world(), timings }, now };
}

/** The practice cluster under one identity. */
export function practiceCluster(parts: Parts, identity: Identity): Cluster {
  return {
    practice: true,
    list: async (kind, namespace) => {
      const { controller, now } = catchUp(parts);
      return readAll(viewer(controller, now), kind, namespace);
    },
    get: async (ref) => {
      const { controller, now } = catchUp(parts);
      return read(viewer(controller, now), ref);
    },
    logs: async ({ namespace, pod, ...ask }) => {
      const { controller, now } = catchUp(parts);
      const { world } = controller;
      const record = world.pods.get(`Pod/${namespace}/${pod}`);
      const view = viewer(controller, now);
      if (record === undefined || view.pod(record) === undefined) return undefined;
      return logOf(record, ask, now, parts.timings, view.unreachable(record));
    },
    patch: async (ref, ops, how) =>
      write(parts, { identity, verb: 'patch', ref, ops: [...ops], ...how }, (controller, now) =>
        patch(controller, now, { identity, ref, ops, how }),
      ),
    tryCreate: async (object, { manager }) => {
      const ref = refOf(object);
      return write(parts, { identity, verb: 'create', ref, ops: [], dryRun: true, manager }, (controller) => {
        allow(identity, 'create', ref, true);
        return { answer: { warnings: tryPod(controller.world, object) }, says: `${refText(ref)} would be made` };
      });
    },
  };
}

/** One transaction holds the effect and the note of the call; a refusal is noted, too, and thrown after that. */
function write<T>(
  parts: Parts,
  call: Pick<Call, 'identity' | 'verb' | 'ref' | 'ops' | 'dryRun' | 'manager'>,
  work: (controller: Controller, now: number) => { answer: T; says: string },
): T {
  const { controller, now } = catchUp(parts);
  let done: { answer: T } | { fault: Fault } | undefined;
  parts.store.change(() => {
    const at = instantOf(now);
    try {
      const { answer, says } = work(controller, now);
      done = { answer };
      return { at, ...call, outcome: call.dryRun ? 'dry-run' : 'applied', says };
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      done = { fault: thrown };
      return { at, ...call, outcome: 'refused', says: `${thrown.word}: ${thrown.message}` };
    }
  });
  if (done === undefined) throw new Fault('Bug', 'a write left no answer', 'This is a defect of Mendgate.');
  if ('fault' in done) throw done.fault;
  return done.answer;
}

const refOf = ({ kind, metadata: { name, namespace } }: KubeObject): ObjectRef => {
  const known = Kind.safeParse(kind);
  return { kind: known.success ? known.data : 'Pod', name, ...(namespace !== undefined && { namespace }) };
};

/** What the roles of a real cluster grant: a reader nothing, a rehearser dry runs, an executor patches. */
function allow(identity: Identity, verb: Call['verb'], ref: ObjectRef, dryRun: boolean): void {
  const patchable = ['Deployment', 'StatefulSet', 'DaemonSet', 'Service'].includes(ref.kind);
  const granted =
    identity !== 'reader' &&
    (verb === 'patch' ? patchable : identity === 'rehearser' && ref.kind === 'Pod') &&
    (identity === 'executor' || dryRun);
  if (granted) return;
  const { plural } = kinds[ref.kind];
  const what = dryRun ? `${verb} ${plural} as a dry run` : `${verb} ${plural}`;
  throw new Fault(
    'Forbidden',
    `${verb} ${refText(ref)}: ${plural} "${ref.name}" is forbidden: User "practice-${identity}" cannot ${what}`,
    `The ${identity} may not do that: use the identity that may.`,
  );
}

function patch(
  controller: Controller,
  now: number,
  asked: { identity: Identity; ref: ObjectRef; ops: readonly PatchOp[]; how: WriteHow },
): { answer: { object: KubeObject; warnings: string[] }; says: string } {
  const { identity, ref, ops, how } = asked;
  allow(identity, 'patch', ref, how.dryRun);
  if (ref.kind !== 'Deployment' && ref.kind !== 'Service')
    return notPlayed(`patch ${ref.kind}`, 'only Deployments and Services are changed');
  const key = `${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;
  const { deployments, services } = controller.world;
  const record = ref.kind === 'Deployment' ? deployments.get(key) : services.get(key);
  const before = read(viewer(controller, now), ref);
  if (record === undefined || before === undefined) {
    const { group, plural } = kinds[ref.kind];
    const what = group === '' ? plural : `${plural}.${group}`;
    throw new Fault(
      'NotFound',
      `patch ${refText(ref)}: ${what} "${ref.name}" not found`,
      'It is not there (any more): look again.',
    );
  }
  const after = patched(before, ops, ref);
  if (after.metadata.resourceVersion !== before.metadata.resourceVersion)
    throw new Fault(
      'Stale',
      `patch ${refText(ref)}: the object has been modified`,
      'Read the object again and plan again.',
    );
  const { object, warnings } = admitted(record, after);
  const stored = record.object;
  const annotated =
    record.is === 'Deployment' && !isDeepStrictEqual(object.metadata.annotations, stored.metadata.annotations);
  const respecified = !isDeepStrictEqual(object.spec, stored.spec) || annotated;
  const relabelled =
    !isDeepStrictEqual(object.metadata.labels, stored.metadata.labels) ||
    !isDeepStrictEqual(object.metadata.annotations, stored.metadata.annotations);
  const says = `${refText(ref)} ${respecified || relabelled ? 'changed' : 'was so already'}`;
  // As on a real server, what changes nothing is not stored, and no version moves.
  if (!respecified && !relabelled) return { answer: { object: before, warnings }, says };
  object.metadata.managedFields = managedBy(stored, how.manager, ops, timeText(now));
  // A Deployment's annotations count as well: its controller copies them.
  if (respecified && record.is === 'Deployment') object.metadata.generation = (stored.metadata.generation ?? 1) + 1;
  if (how.dryRun) return { answer: { object: { ...before, ...shown(object, before) }, warnings }, says };
  record.object = object as typeof record.object;
  record.changedAt = now;
  record.writes += 1;
  if (record.is === 'Deployment') record.syncAt = Math.max(now, record.lookedAt) + controller.timings.controller;
  const stands = read(viewer(controller, now), ref);
  return { answer: { object: stands ?? object, warnings }, says };
}

/** The dry run's answer: the new content around what only a controller or a store would have changed. */
const shown = (object: KubeObject, before: KubeObject): KubeObject => ({
  ...object,
  metadata: {
    ...object.metadata,
    ...(before.metadata.resourceVersion !== undefined && { resourceVersion: before.metadata.resourceVersion }),
    ...revisionOf(object, before),
  },
});

const REVISION = 'deployment.kubernetes.io/revision';
const revisionOf = (object: KubeObject, before: KubeObject) => {
  const revision = before.metadata.annotations?.[REVISION];
  return revision === undefined ? {} : { annotations: { ...object.metadata.annotations, [REVISION]: revision } };
};

function admitted(
  record: DeploymentRecord | ServiceRecord,
  after: KubeObject,
): { object: KubeObject; warnings: string[] } {
  const { object, warnings } =
    record.is === 'Deployment'
      ? admitDeployment(after, record.object)
      : { object: admitService(after, record.object), warnings: [] };
  // Status has a path of its own, and what the server keeps itself nobody writes.
  const { status: _status, ...content } = object as KubeObject & { status?: unknown };
  const { annotations, labels } = content.metadata;
  const { annotations: _were, labels: _old, ...kept } = record.object.metadata;
  const { [REVISION]: _revision, ...own } = annotations ?? {};
  return {
    object: {
      ...content,
      metadata: {
        ...kept,
        ...(labels && { labels }),
        ...(Object.keys(own).length > 0 && { annotations: own }),
      },
    },
    warnings,
  };
}

function tryPod(world: World, object: KubeObject): string[] {
  if (object.kind !== 'Pod' || object.apiVersion !== 'v1')
    return notPlayed(`create ${object.apiVersion} ${object.kind}`, 'only Pods are tried');
  const { namespace = '', name } = object.metadata;
  if (!world.hasNamespace(namespace))
    throw new Fault('NotFound', `create pod/${namespace}/${name}: namespaces "${namespace}" not found`, 'Look again.');
  const warnings = admitPod(object);
  if (world.pods.has(`Pod/${namespace}/${name}`))
    throw new Fault(
      'Impossible',
      `create pod/${namespace}/${name}: pods "${name}" already exists`,
      'Try another name.',
    );
  return warnings;
}
