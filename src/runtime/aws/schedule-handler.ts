import type { Json } from '../../contracts/json.ts';
import type { StepId } from '../../contracts/wiring.ts';
import type { Step, Uses } from '../../core/steps/step.ts';
import { opener } from '../aws.ts';
import { edge, type LambdaHandler } from '../lambda.ts';
import type { StepOpens } from './step-handler.ts';

/** Called by the clock: nothing in the event is read, the tenant is the deployment's. */
export function scheduleHandler<N extends StepId, O extends Json>(
  step: Step<N, { tenant: string }, O>,
  opens: StepOpens<N>,
  variables?: NodeJS.ProcessEnv,
): LambdaHandler<O> {
  const opened = opener(opens, variables);
  return edge(step.id, async () => {
    const { ports, environment } = opened();
    return step.invoke(ports as Uses<N>, { tenant: environment('MENDGATE_TENANT') });
  });
}
