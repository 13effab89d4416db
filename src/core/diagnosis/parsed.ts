import type * as z from 'zod';
import { issuesOf } from '../../contracts/fault.ts';
import {
  Deployment,
  KubeEvent,
  type KubeObject,
  Pod,
  ReplicaSet,
  Service,
  type Deployment as WorkloadObject,
} from '../../contracts/kube.ts';

/** Objects read as one kind: those that could be read, and why the others could not. */
export interface Parsed<T> {
  good: readonly T[];
  bad: readonly { object: KubeObject; why: string }[];
}

/** Kubernetes treats null as absent and hand-written dumps are full of it; our schemas mostly do not. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, withoutNulls(inner)]),
  );
}

function readOne<T>(schema: z.ZodType<T>, object: KubeObject): ReadOne<T> {
  const first = schema.safeParse(object);
  if (first.success) return { value: first.data };
  const second = schema.safeParse(withoutNulls(object));
  return second.success ? { value: second.data } : { why: `unreadable: ${issuesOf(second.error)}` };
}

type ReadOne<T> = { value: T } | { why: string };

/** Memoized by the object: each round of a collection and each of its analyzers has lists of its own, of the same objects. */
function oneReader<T>(schema: z.ZodType<T>): (object: KubeObject) => ReadOne<T> {
  const known = new WeakMap<KubeObject, ReadOne<T>>();
  return (object) => {
    const before = known.get(object);
    if (before !== undefined) return before;
    const read = readOne(schema, object);
    known.set(object, read);
    return read;
  };
}

/** Memoized by the list as well, which a World hands out again and again: what is indexed by it is indexed once. */
function reader<T>(schema: z.ZodType<T>): (objects: readonly KubeObject[]) => Parsed<T> {
  const known = new WeakMap<readonly KubeObject[], Parsed<T>>();
  const readObject = oneReader(schema);
  return (objects) => {
    const before = known.get(objects);
    if (before !== undefined) return before;
    const good: T[] = [];
    const bad: { object: KubeObject; why: string }[] = [];
    for (const object of objects) {
      const read = readObject(object);
      if ('value' in read) good.push(read.value);
      else bad.push({ object, why: read.why });
    }
    const parsed = { good, bad };
    known.set(objects, parsed);
    return parsed;
  };
}

export const readPods = reader(Pod);
export const readReplicaSets = reader(ReplicaSet);
export const readEvents = reader(KubeEvent);
export const readServices = reader(Service);
/** StatefulSets and DaemonSets have the same selector and template, which is all that is judged. */
export const readWorkload: (object: KubeObject) => ReadOne<WorkloadObject> = oneReader(Deployment);
