import type { Change, Effect } from '../../contracts/plan.ts';
import { pseudonym } from './redact-text.ts';
import { withoutSecrets } from './secret-value.ts';

/** A path that ends in the value of one variable, whose name then stands elsewhere. */
const bareValue = /\/env\/\d+\/value$/;

/**
 * An effect as people are shown it. What is stored stays as it is, for it is the write; so the hash of a plan is the stored
 * one and not that of what is shown.
 */
export function shownEffect(effect: Effect): Effect {
  return {
    ...effect,
    changes: effect.changes.map((change): Change => {
      if (!bareValue.test(change.path)) return withoutSecrets(change);
      const { path, before, after } = change;
      return {
        path,
        ...(before !== undefined && { before: hidden(before) }),
        ...(after !== undefined && { after: hidden(after) }),
      };
    }),
    patch: effect.patch.map(shownOp),
    inverse: effect.inverse.map(shownOp),
  };
}

const shownOp = (op: Effect['patch'][number]): Effect['patch'][number] =>
  bareValue.test(op.path) && 'value' in op && op.value !== undefined
    ? { ...op, value: hidden(op.value) }
    : withoutSecrets(op);

const hidden = <T>(value: T): T | string => (typeof value === 'string' ? pseudonym(value) : value);
