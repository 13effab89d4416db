import { stop } from '../src/core/routes/stop.ts';
import { clock, records } from '../src/runtime/aws.ts';
import { routeHandler } from '../src/runtime/lambda.ts';

export const handler = routeHandler(stop, { clock, records });
