import { Fault } from '../../contracts/fault.ts';
import type { PatchOp } from '../../contracts/json.ts';
import type { KubeObject } from '../../contracts/kube.ts';
import { statusOf } from './refusal.ts';
import type { Reply } from './request.ts';

/**
 * Was the patch refused before it made an object? The server (1.36) then says 422, Invalid, "the server rejected our request
 * due to an error in our request" and nothing else: for a failed `test`, a path that is not there, a malformed operation.
 * A validation error names the object or its causes.
 */
export function isUnapplied(reply: Reply): boolean {
  const status = statusOf(reply);
  return (
    reply.status === 422 && status?.reason === 'Invalid' && !status.details?.name && !status.details?.causes?.length
  );
}

/** Which operation fails on the object as it stands now, since the server does not say. */
export async function explainUnapplied(about: string, object: KubeObject, ops: readonly PatchOp[]): Promise<Fault> {
  // Hardly ever needed, and never by those who only read.
  const { applyPatch } = await import('rfc6902');
  const hint = 'The plan does not fit this object: an operation names a path that is not there.';
  let results: (Error | null)[];
  try {
    results = applyPatch(structuredClone(object), structuredClone([...ops]));
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return new Fault('Impossible', `patch ${about}: ${why.slice(0, 300)}`, hint);
  }
  const at = ops.findIndex((op, index) => {
    const result = results[index];
    return result && !testsAbsence(op, result);
  });
  const op = ops[at];
  const again = 'Read the object again and plan again: somebody else changed it.';
  if (op === undefined)
    return new Fault('Stale', `patch ${about}: it was changed while the patch was on its way`, again);
  if (op.op === 'test') return new Fault('Stale', `patch ${about}: ${op.path} is not what the patch expects`, again);
  return new Fault('Impossible', `patch ${about}: cannot ${op.op} ${op.path}`, hint);
}

// The server takes `test` with null for "absent"; RFC 6902 and the library do not.
const testsAbsence = (op: PatchOp, result: Error): boolean =>
  op.op === 'test' && op.value === null && 'actual' in result && result.actual === undefined;
