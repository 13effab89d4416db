/** One KWOK Stage (kwok.x-k8s.io/v1alpha1): when `match` holds for an object, wait, then play the steps. */
export type Stage = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
};
export type Match = {
  readonly jq: { readonly key: string; readonly operator: string; readonly values?: readonly string[] };
};
export type Step = Readonly<Record<string, unknown>>;
/** `weight`: of several matching stages KWOK draws one by weight; 0 is the fallback. */
export type Timing = { readonly weight?: number; readonly delay?: Readonly<Record<string, unknown>> };

// Selectors are jq, not CEL: a jq error reads as "absent", a CEL error stops ALL stages of that pod, deletion included.
export const absent = (key: string): Match => ({ jq: { key, operator: 'DoesNotExist' } });
export const present = (key: string): Match => ({ jq: { key, operator: 'Exists' } });
export const oneOf = (key: string, ...values: string[]): Match => ({ jq: { key, operator: 'In', values } });
export const noneOf = (key: string, ...values: string[]): Match => ({ jq: { key, operator: 'NotIn', values } });
export const holds = (key: string): Match => oneOf(key, 'true');

export const alive = absent('.metadata.deletionTimestamp');
/** No status yet: the pod has just been bound to its node. */
export const fresh = absent('.status.containerStatuses');
export const running = oneOf('.status.phase', 'Running');
export const allReady = holds('[.status.containerStatuses[].ready] | all');
export const waiting = (reason: string): Match => oneOf('.status.containerStatuses[].state.waiting.reason', reason);

/** jq prelude: $a the annotations, $c the one container meant (or ""), $cs the containers the knobs apply to. */
export const PRELUDE = `(.metadata.annotations // {}) as $a | ($a["fault.sim/container"] // "") as $c | [.spec.containers[] | select($c == "" or .name == $c)] as $cs | `;

export const after = (milliseconds: number): Timing => ({ delay: { durationMilliseconds: milliseconds } });

/** First after `first` ms, then every `then` ms. A lastProbeTime on the Ready condition tells which. */
export const every = (first: number, then: number): Timing => ({
  delay: {
    durationMilliseconds: then,
    durationFrom: {
      jq: {
        expression: `if ([.status.conditions[] | select(.type == "Ready" and .lastProbeTime != null)] | length) > 0 then "${then}ms" else "${first}ms" end`,
      },
    },
  },
});

/** A step that patches the status subresource; `template` is Go template text that yields YAML. */
export const status = (template: string): Step => ({ patch: { subresource: 'status', root: 'status', template } });

export function stage(
  kind: 'Pod' | 'Node',
  name: string,
  matchExpressions: readonly Match[],
  steps: readonly Step[],
  timing: Timing = {},
): Stage {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: { resourceRef: { apiGroup: 'v1', kind }, selector: { matchExpressions }, ...timing, steps },
  };
}
