import type * as z from 'zod';
import type { Judgement } from '../../contracts/diagnosis.ts';
import type { CauseId } from '../../contracts/facts.ts';
import type { Kind, KubeObject } from '../../contracts/kube.ts';
import type { Change, Risk, Target } from '../../contracts/plan.ts';
import type { Guardrails } from '../../contracts/settings.ts';

/** Why an action is not for this case, in a sentence a person can act on. */
export interface Refused {
  refused: string;
}

/**
 * A typed way to mend. It never holds a command: its parameters parse, and from them and the objects as they stand it
 * names the fields to change. Patch, inverse, diff and proof of the way back are made from those changes, alike for all.
 */
export interface Action<P = unknown> {
  readonly id: string;
  readonly title: string;
  readonly risk: Risk;
  /** Kinds it may write, all by `patch`: the grants of the executor are made from this. */
  readonly writes: readonly Kind[];
  /** Causes whose proof carries this action. */
  readonly proof: readonly CauseId[];
  readonly params: z.ZodType<P>;
  /** Parameters for this judgement, within the guardrails; refused with the reason otherwise. */
  propose(judgement: Judgement, bounds: Guardrails): { params: P } | Refused;
  /**
   * The fields to change on the target. `objects` holds the workload and, for a roll-back, its ReplicaSets. Paths are JSON
   * Pointers. Also refuses what another owner (an autoscaler, a GitOps tool) keeps.
   */
  changes(params: P, target: Target, objects: readonly KubeObject[]): { changes: Change[] } | Refused;
  /** What people read: never parsed, never run. */
  words(params: P, target: Target): Words;
}

export interface Words {
  title: string;
  solution: string;
  /** The line a person would type for the same effect. */
  preview: string;
}
