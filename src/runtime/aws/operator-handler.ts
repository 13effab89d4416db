import { Fault, issuesOf } from '../../contracts/fault.ts';
import type { Json } from '../../contracts/json.ts';
import type { StepId } from '../../contracts/wiring.ts';
import type { Step, Uses } from '../../core/steps/step.ts';
import { opener } from '../aws.ts';
import { edge, type LambdaHandler } from '../lambda.ts';
import type { StepOpens } from './step-handler.ts';

/**
 * Invoked by name, by whoever holds rights in the account; no route and no event leads here. The payload is what was typed,
 * the tenant the deployment's. A failure says what to do in its message, which is all that `aws lambda invoke` prints.
 */
export function operatorHandler<N extends StepId, A, O extends Json>(
  step: Step<N, { tenant: string; asked: A }, O>,
  opens: StepOpens<N>,
  variables?: NodeJS.ProcessEnv,
): LambdaHandler<O> {
  const opened = opener(opens, variables);
  return edge(step.id, async (asked) => {
    const { ports, environment } = opened();
    const input = step.input.safeParse({ tenant: environment('MENDGATE_TENANT'), asked });
    if (!input.success)
      throw spoken(new Fault('Malformed', issuesOf(input.error).replaceAll('asked.', ''), 'Correct the payload.'));
    try {
      return await step.run(ports as Uses<N>, input.data);
    } catch (thrown) {
      throw thrown instanceof Fault ? spoken(thrown) : thrown;
    }
  });
}

const spoken = ({ word, message, hint }: Fault): Fault => new Fault(word, `${message}. ${hint}`, hint);
