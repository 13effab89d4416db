import { applyPatch } from 'rfc6902';
import { Fault } from '../../contracts/fault.ts';
import type { PatchOp } from '../../contracts/json.ts';
import { KubeObject, type ObjectRef, refText } from '../../contracts/kube.ts';

/** More operations than any plan has; the server itself takes 10,000. */
const OPERATIONS = 1_000;

/** The object after the patch, all of it or none. Stale when a `test` fails, Impossible when another operation cannot be done. */
export function patched(object: KubeObject, ops: readonly PatchOp[], ref: ObjectRef): KubeObject {
  const about = `patch ${refText(ref)}`;
  const hint = 'The plan does not fit this object: an operation names a path that is not there.';
  if (ops.length > OPERATIONS)
    throw new Fault('Impossible', `${about}: ${ops.length} operations`, `Send at most ${OPERATIONS}.`);
  const draft = structuredClone(object);
  for (const op of ops) {
    let failed: Error | null | undefined;
    try {
      [failed] = applyPatch(draft, [structuredClone(op)]);
    } catch (thrown) {
      failed = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
    if (!failed || testsAbsence(op, failed)) continue;
    if (op.op === 'test' && failed.name === 'TestError') {
      const again = 'Read the object again and plan again: somebody else changed it.';
      throw new Fault('Stale', `${about}: ${op.path} is not what the patch expects`, again);
    }
    throw new Fault('Impossible', `${about}: cannot ${op.op} ${op.path}`, hint);
  }
  const read = KubeObject.safeParse(draft);
  if (!read.success) throw new Fault('Impossible', `${about}: what it leaves is no Kubernetes object`, hint);
  return read.data;
}

// The server takes `test` with null for "absent"; RFC 6902 and the library do not.
const testsAbsence = (op: PatchOp, failed: Error): boolean =>
  op.op === 'test' && op.value === null && 'actual' in failed && failed.actual === undefined;
