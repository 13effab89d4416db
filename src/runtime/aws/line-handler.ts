import * as z from 'zod';
import { asFault, faults } from '../../contracts/fault.ts';
import type { Json } from '../../contracts/json.ts';
import type { StepId } from '../../contracts/wiring.ts';
import type { Step, Uses } from '../../core/steps/step.ts';
import { opener } from '../aws.ts';
import { edge, eventAs, type LambdaHandler } from '../lambda.ts';
import type { StepOpens } from './step-handler.ts';

/** What a WebSocket API tells of a connection that opens, speaks or ends. */
const LineEvent = z.object({
  requestContext: z.object({ connectionId: z.string(), eventType: z.enum(['CONNECT', 'MESSAGE', 'DISCONNECT']) }),
  queryStringParameters: z.record(z.string(), z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});
export interface LineAnswer {
  statusCode: number;
}

/**
 * A route of the WebSocket API. A refusal is an answer, with which API Gateway refuses the connection; what failed on our side
 * is thrown, so that it is counted and logged.
 */
export function lineHandler<N extends StepId, I, O extends Json>(
  step: Step<N, I, O>,
  opens: StepOpens<N>,
  variables?: NodeJS.ProcessEnv,
): LambdaHandler<LineAnswer> {
  const opened = opener(opens, variables);
  return edge(step.id, async (raw) => {
    const told = toldBy(eventAs(LineEvent, raw, 'event of a WebSocket API'));
    // A deployment that lacks something refuses nobody: outside of what is answered.
    const ports = opened().ports as Uses<N>;
    try {
      await step.invoke(ports, told);
      return { statusCode: 200 };
    } catch (thrown) {
      const { status } = faults[asFault(thrown).word];
      if (status >= 500) throw thrown;
      return { statusCode: status };
    }
  });
}

function toldBy({ requestContext, ...event }: z.infer<typeof LineEvent>): object {
  const { connectionId: connection, eventType } = requestContext;
  switch (eventType) {
    case 'CONNECT':
      return { connection, ticket: event.queryStringParameters?.ticket };
    case 'MESSAGE':
      // Binary comes encoded: it is no text of ours.
      return { connection, text: event.isBase64Encoded === true ? undefined : (event.body ?? undefined) };
    case 'DISCONNECT':
      return { connection };
  }
}
