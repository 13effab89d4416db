import { applyPatch } from 'rfc6902';
import { Fault } from '../../contracts/fault.ts';
import type { Json, PatchOp } from '../../contracts/json.ts';
import type { KubeObject, ObjectRef } from '../../contracts/kube.ts';
import type { Change, Effect } from '../../contracts/plan.ts';
import { keysOf, pointerOf, valueAt } from './pointer.ts';
import { sameJson } from './same-json.ts';

/**
 * One API write from the fields to change. `patch` tests the uid, the name of every list element it reaches through, and
 * every touched field, and only then writes: it applies once, to this object, and overwrites nobody. `inverse` writes back
 * what stood there and tests first that what we wrote still does. RFC 6902 cannot test that a field is absent, so there the
 * nearest parent that exists is tested as a whole. Throws `Bug` for changes that cannot be taken back exactly.
 */
export function effectOf(ref: ObjectRef, object: KubeObject, changes: Change[], ordinal: number): Effect {
  const uid = object.metadata.uid;
  if (uid === undefined) throw new Fault('Bug', 'an effect needs the uid of its object', 'Read the object first.');
  refuseOverlap(changes);
  const before = structuredClone(object) as Json;
  const after = structuredClone(object) as Json;
  const patch: PatchOp[] = [];
  const inverse: PatchOp[] = [];
  for (const change of changes) {
    const { write, back } = writeOf(after, change);
    if (applyPatch(after, [write]).some((error) => error !== null))
      throw new Fault('Bug', `${change.path} cannot be written`, 'Name a field the object can hold.');
    patch.push(write);
    inverse.unshift(back);
  }
  return {
    ordinal,
    ref,
    uid,
    changes,
    patch: [...guardsOf(before, uid, changes, patch), ...patch],
    inverse: [...guardsOf(after, uid, changes, inverse), ...inverse],
  };
}

/** True when the touched fields already stand as this direction would leave them: a crash came between write and record. */
export function alreadyDone(object: KubeObject, effect: Effect, direction: 'forward' | 'back'): boolean {
  if (object.metadata.uid !== effect.uid) return false;
  return (
    testsHold(
      object,
      effect.patch.filter((op) => namesElement(op, effect.changes)),
    ) &&
    effect.changes.every((change) => {
      const wanted = direction === 'forward' ? change.after : change.before;
      const stands = valueAt(object, keysOf(change.path) ?? []);
      return wanted === undefined ? !stands.found : stands.found && sameJson(stands.value, wanted);
    })
  );
}

/** Every touched field still holds what we wrote, so the inverse overwrites nobody: exactly the tests it carries. */
export const stillOurs = (object: KubeObject, effect: Effect): boolean => testsHold(object, effect.inverse);

export function testsHold(object: KubeObject, ops: readonly PatchOp[]): boolean {
  return ops.every((op) => {
    if (op.op !== 'test') return true;
    const stands = valueAt(object, keysOf(op.path) ?? []);
    return stands.found && sameJson(stands.value, op.value);
  });
}

/** A test that says which element of a list an index means, as against one that guards a field we touch. */
const namesElement = (op: PatchOp, changes: readonly Change[]): boolean =>
  /\/\d+\/name$/.test(op.path) &&
  changes.some((change) => change.path.startsWith(op.path.slice(0, -'name'.length))) &&
  !changes.some((change) => `${change.path}/`.startsWith(`${op.path}/`));

function writeOf(document: Json, change: Change): { write: PatchOp; back: PatchOp } {
  const keys = keysOf(change.path);
  if (keys === undefined || keys.length === 0 || keys.some((key) => unsafeKeys.has(key)))
    throw new Fault('Bug', `${change.path} is not a field`, 'Name one field by a JSON Pointer.');
  const stands = valueAt(document, keys);
  const agrees = change.before === undefined ? !stands.found : stands.found && sameJson(stands.value, change.before);
  if (!agrees) throw new Fault('Bug', `${change.path} does not hold \`before\``, 'Make the change from this object.');
  if (change.before === undefined) {
    if (change.after === undefined) throw new Fault('Bug', `${change.path}: nothing changes`, 'Leave it out.');
    // The nearest missing level is added with all that lies below it, so that its removal leaves nothing of ours behind.
    let depth = keys.length;
    while (depth > 1 && !valueAt(document, keys.slice(0, depth - 1)).found) depth -= 1;
    refuseElement(document, keys.slice(0, depth));
    const value = keys.slice(depth).reduceRight<Json>((inner, key) => ({ [key]: inner }), change.after);
    const path = pointerOf(keys.slice(0, depth));
    return { write: { op: 'add', path, value }, back: { op: 'remove', path } };
  }
  if (sameJson(change.before, change.after)) throw new Fault('Bug', `${change.path}: nothing changes`, 'Leave it out.');
  if (change.after === undefined) {
    refuseElement(document, keys);
    return { write: { op: 'remove', path: change.path }, back: { op: 'add', path: change.path, value: change.before } };
  }
  return {
    write: { op: 'replace', path: change.path, value: change.after },
    back: { op: 'replace', path: change.path, value: change.before },
  };
}

/** The tests that must hold on `document` before `writes` may be applied to it, each once, the uid first. */
function guardsOf(document: Json, uid: string, changes: readonly Change[], writes: readonly PatchOp[]): PatchOp[] {
  const guards = new Map<string, PatchOp>([['/metadata/uid', { op: 'test', path: '/metadata/uid', value: uid }]]);
  const guard = (keys: readonly string[]): void => {
    const stands = valueAt(document, keys);
    const path = pointerOf(keys);
    if (stands.found && !guards.has(path)) guards.set(path, { op: 'test', path, value: clone(stands.value as Json) });
  };
  for (const change of changes) {
    const keys = keysOf(change.path) ?? [];
    // An index means something only as long as the same element stands at it.
    keys.forEach((key, at) => {
      if (at > 0 && Array.isArray(unwrap(valueAt(document, keys.slice(0, at)))))
        guard([...keys.slice(0, at), key, 'name']);
    });
  }
  for (const write of writes) {
    const keys = keysOf(write.path) ?? [];
    guard(valueAt(document, keys).found ? keys : keys.slice(0, -1));
  }
  return [...guards.values()];
}

/** A list is changed as a whole or inside an element: an element added or removed would move its neighbours' indexes. */
function refuseElement(document: Json, keys: readonly string[]): void {
  const parent = unwrap(valueAt(document, keys.slice(0, -1)));
  if (typeof parent !== 'object' || parent === null || Array.isArray(parent))
    throw new Fault('Bug', `${pointerOf(keys)} is no field of an object`, 'Change the list or value as a whole.');
}

function refuseOverlap(changes: readonly Change[]): void {
  if (changes.length === 0) throw new Fault('Bug', 'an effect without a change', 'Do not make it.');
  for (const [at, one] of changes.entries())
    for (const other of changes.slice(at + 1))
      if (`${one.path}/`.startsWith(`${other.path}/`) || `${other.path}/`.startsWith(`${one.path}/`))
        throw new Fault('Bug', `${one.path} and ${other.path} overlap`, 'Name each field once.');
}

const unsafeKeys = new Set(['__proto__', 'constructor', 'prototype', '-']);
const unwrap = (stands: ReturnType<typeof valueAt>): unknown => (stands.found ? stands.value : undefined);
const clone = <T>(value: T): T => structuredClone(value);
