import type { PatchOp } from '../../contracts/json.ts';
import type { Change, Effect } from '../../contracts/plan.ts';
import { pointerOf } from '../actions/pointer.ts';
import { sameJson } from '../actions/same-json.ts';

/**
 * People approve `changes`; the server gets `patch`. This finds a patch (or inverse) that writes anything else, or writes
 * without first testing the object's uid. Undefined when both say the same.
 */
export function writesOnlyChanges(effect: Effect): { field: string; found: string; bound: string } | undefined {
  for (const field of ['patch', 'inverse'] as const) {
    const ops = effect[field];
    const guard = ops[0];
    if (guard?.op !== 'test' || guard.path !== '/metadata/uid' || guard.value !== effect.uid)
      return { field, found: 'no test of the uid', bound: 'a patch that tests the uid first' };
    const side = field === 'patch' ? 'after' : 'before';
    const writes = ops.filter((op) => op.op !== 'test');
    for (const op of writes)
      if (!backed(op, effect, ops, side)) return { field, found: op.path, bound: 'the fields of `changes`' };
    for (const change of effect.changes)
      if (!writes.some((op) => covers(op.path, change.path)))
        return { field, found: `nothing at ${change.path}`, bound: 'every field of `changes`' };
  }
  return undefined;
}

type Side = 'before' | 'after';
const covers = (path: string, field: string): boolean => `${field}/`.startsWith(`${path}/`);

function backed(op: PatchOp, effect: Effect, ops: readonly PatchOp[], side: Side): boolean {
  if (op.op === 'test') return true;
  if (op.op !== 'remove') return madeOf(op.value, op.path, effect.changes, side);
  if (effect.changes.some((change) => change.path === op.path && change[side] === undefined)) return true;
  // A level above the field may go only when it is tested to hold nothing but what we put there.
  const tested = ops.find((other) => other.op === 'test' && other.path === op.path);
  const other = side === 'before' ? 'after' : 'before';
  return tested?.op === 'test' && madeOf(tested.value, op.path, effect.changes, other);
}

/** True when a value holds the changed fields' values and nothing beside them. */
function madeOf(value: unknown, path: string, changes: readonly Change[], side: Side): boolean {
  const change = changes.find((candidate) => candidate.path === path);
  if (change !== undefined) return change[side] !== undefined && sameJson(value, change[side]);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([key, inner]) => madeOf(inner, path + pointerOf([key]), changes, side));
}
