import { decisions } from '../src/core/routes/decisions.ts';
import { clock, records } from '../src/runtime/aws.ts';
import { routeHandler } from '../src/runtime/lambda.ts';

export const handler = routeHandler(decisions, { clock, records });
