import * as z from 'zod';
import { Fault } from '../../contracts/fault.ts';
import { readInstant } from '../../contracts/instant.ts';
import type { Json } from '../../contracts/json.ts';
import type { StepId } from '../../contracts/wiring.ts';
import type { Step, Uses } from '../../core/steps/step.ts';
import { opener } from '../aws.ts';
import { edge, eventAs, type LambdaHandler } from '../lambda.ts';
import type { StepOpens } from './step-handler.ts';

/** "Step Functions Execution Status Change" of EventBridge: `input` is left out where it would make the event too large. */
const StatusChange = z.object({
  time: z.string(),
  detail: z.object({
    name: z.string(),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    input: z.string().nullish(),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});
/** What both machines are started with. */
const MachineInput = z.object({ tenant: z.string(), incident: z.string() });

interface Failed {
  tenant: string;
  incident: string;
  now: string;
  error: string;
  cause: string;
}

/** An execution that ended without anybody catching it. */
export function failureHandler<N extends StepId, O extends Json>(
  step: Step<N, Failed, O>,
  opens: StepOpens<N>,
  variables?: NodeJS.ProcessEnv,
): LambdaHandler<O> {
  const opened = opener(opens, variables);
  return edge(step.id, async (event) => {
    const { time, detail } = eventAs(StatusChange, event, 'change of an execution');
    const { tenant, incident } = inputOf(detail);
    const now = readInstant(time);
    if (now === undefined) throw new Fault('Malformed', 'the event has no time', 'Check the rule that sends it.');
    // A timeout and a stop by hand carry no error.
    const error = detail.error ?? detail.status;
    return step.invoke(opened().ports as Uses<N>, { tenant, incident, now, error, cause: detail.cause ?? '' });
  });
}

function inputOf({ name, input }: { name: string; input?: string | null | undefined }): z.infer<typeof MachineInput> {
  try {
    return MachineInput.parse(JSON.parse(input ?? ''));
  } catch {
    const hint = 'Its incident, if it has one, is found by the sweep.';
    throw new Fault('Malformed', `execution ${name} does not say which incident it is about`, hint);
  }
}
