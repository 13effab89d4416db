import type { Plan } from '../../contracts/plan.ts';
import { readQuantity } from '../../contracts/quantity.ts';
import type { Guardrails } from '../../contracts/settings.ts';
import { actionOf } from '../actions/catalogue.ts';
import { writesOnlyChanges } from './writes-only-changes.ts';

export type Guarded = { ok: true } | { ok: false; field: string; found: string; bound: string; says: string };

/**
 * Judges the typed effects themselves, not the parameters they came from: an edited or model-made plan passes the same gate.
 * The first bound that is broken is named with field, value found and bound.
 */
export function guardPlan(plan: Plan, bounds: Guardrails): Guarded {
  const action = actionOf(plan.action.id);
  if (action === undefined) return broken('action.id', plan.action.id, 'an action of the catalogue');
  if (plan.action.risk !== action.risk) return broken('action.risk', plan.action.risk, action.risk);
  if (plan.effects.length > bounds.effectsAtMost)
    return broken('effects', String(plan.effects.length), `${bounds.effectsAtMost} at most`);
  for (const [at, effect] of plan.effects.entries()) {
    const where = `effects.${at}`;
    const { kind, namespace, name } = effect.ref;
    if (!action.writes.includes(kind)) return broken(`${where}.ref.kind`, kind, action.writes.join(' or '));
    if (kind !== plan.target.kind || namespace !== plan.target.namespace || name !== plan.target.name)
      return broken(`${where}.ref`, `${kind} ${namespace}/${name}`, 'the target of the plan');
    if (namespace === undefined || bounds.protectedNamespaces.includes(namespace))
      return broken(`${where}.ref.namespace`, namespace ?? '(none)', 'no protected namespace');
    for (const change of effect.changes) {
      if (!change.path.startsWith('/spec/template/'))
        return broken(`${where}.changes`, change.path, 'the pod template');
      const memory = memoryBroken(change.path, change.before, change.after, bounds);
      if (memory !== undefined)
        return broken(`${where}.changes${memory.path}`, memory.found, `${bounds.memoryLimitAtMost} at most`);
    }
    const stray = writesOnlyChanges(effect);
    if (stray !== undefined) return broken(`${where}.${stray.field}`, stray.found, stray.bound);
  }
  return { ok: true };
}

const broken = (field: string, found: string, bound: string): Guarded => ({
  ok: false,
  field,
  found,
  bound,
  says: `${field} is ${found}; the guardrail allows ${bound}. Change the plan, or the guardrail with those who own it.`,
});

/**
 * A memory limit that is written, wherever it lies in a change, and is beyond the bound. One that already stands there
 * is not raised by us: an older template is not refused for what it always had.
 */
function memoryBroken(
  path: string,
  before: unknown,
  after: unknown,
  bounds: Guardrails,
): { path: string; found: string } | undefined {
  const atMost = readQuantity(bounds.memoryLimitAtMost);
  const old = new Map(memoryLimits(path, before));
  for (const [at, value] of memoryLimits(path, after)) {
    const limit = readQuantity(value);
    const stood = readQuantity(old.get(at));
    if (limit !== undefined && stood !== undefined && limit <= stood) continue;
    if (limit === undefined || atMost === undefined || limit > atMost) return { path: at, found: String(value) };
  }
  return undefined;
}

function memoryLimits(path: string, value: unknown): [path: string, limit: unknown][] {
  if (path.endsWith('/limits/memory')) return value === undefined ? [] : [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => memoryLimits(`${path}/${key}`, inner));
}
