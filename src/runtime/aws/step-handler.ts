import type { Json } from '../../contracts/json.ts';
import type { StepId, stepWiring } from '../../contracts/wiring.ts';
import type { Step, Uses } from '../../core/steps/step.ts';
import { type Opens, opener } from '../aws.ts';
import { edge, type LambdaHandler } from '../lambda.ts';

/** The ports of a step's wiring row, by the way each is opened. */
export type StepOpens<N extends StepId> = Opens<(typeof stepWiring)[N][number]>;

/** A state of a machine: payload in, answer out, the words of a Fault as error names. */
export function stepHandler<N extends StepId, I, O extends Json>(
  step: Step<N, I, O>,
  opens: StepOpens<N>,
  variables?: NodeJS.ProcessEnv,
): LambdaHandler<O> {
  const opened = opener(opens, variables);
  return edge(step.id, async (payload) => step.invoke(opened().ports as Uses<N>, payload));
}
