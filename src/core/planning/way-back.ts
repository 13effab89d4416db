import { applyPatch, createPatch } from 'rfc6902';
import type { KubeObject } from '../../contracts/kube.ts';
import type { Effect } from '../../contracts/plan.ts';
import { alreadyDone, testsHold } from '../actions/effect.ts';
import { keysOf, valueAt } from '../actions/pointer.ts';
import { sameJson } from '../actions/same-json.ts';

/**
 * Proves the inverse on what the server would really store: applied in memory to the dry run's result it must give back the
 * pre-image on every touched field. Fails when the server or a webhook turned what we wrote into something else.
 */
export function proveWayBack(
  effect: Effect,
  preImage: KubeObject,
  dryRunResult: KubeObject,
): { ok: boolean; says: string } {
  if (preImage.metadata.uid !== effect.uid || dryRunResult.metadata.uid !== effect.uid)
    return {
      ok: false,
      says: 'The object was replaced by another of the same name since the plan was made: plan again.',
    };
  if (!testsHold(preImage, effect.patch))
    return { ok: false, says: 'The object changed in a touched field since the plan was made: plan again.' };
  const altered = effect.changes.find(({ path, after }) => !holds(dryRunResult, path, after));
  if (altered !== undefined)
    return {
      ok: false,
      says: `The server would store something else at ${altered.path} than was asked (a default or a webhook): the way back would refuse to run.`,
    };
  if (!testsHold(dryRunResult, effect.inverse))
    return {
      ok: false,
      says: 'The server would change what lies around a touched field: the way back would refuse to run, for it overwrites nobody.',
    };
  const undone = structuredClone(dryRunResult);
  const failed = applyPatch(undone, effect.inverse).find((error) => error !== null);
  if (failed) return { ok: false, says: `The way back cannot be applied to the result: ${failed.name}.` };
  const wrong = effect.changes.find(({ path, before }) => !holds(undone, path, before));
  if (wrong !== undefined || !alreadyDone(undone, effect, 'back') || !testsHold(undone, effect.patch))
    return { ok: false, says: `After the way back ${wrong?.path ?? 'a touched field'} would not be as it was.` };
  const elsewhere = createPatch(preImage.spec, undone.spec).map((op) => `/spec${op.path}`);
  const fields = `${effect.changes.length} touched ${effect.changes.length === 1 ? 'field' : 'fields'}`;
  if (elsewhere.length === 0)
    return { ok: true, says: `The way back gives ${fields} and the whole spec back as they were.` };
  const shown = elsewhere.slice(0, 3).join(', ');
  return {
    ok: true,
    says: `The way back gives ${fields} back as they were. The server also changes ${shown}${elsewhere.length > 3 ? ` and ${elsewhere.length - 3} more` : ''}: that stays.`,
  };
}

function holds(object: KubeObject, path: string, wanted: unknown): boolean {
  const stands = valueAt(object, keysOf(path) ?? []);
  return wanted === undefined ? !stands.found : stands.found && sameJson(stands.value, wanted);
}
