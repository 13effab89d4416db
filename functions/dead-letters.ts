import { deadLetters } from '../src/core/routes/dead-letters.ts';
import { alerts, clock, ids, objects, records } from '../src/runtime/aws.ts';
import { routeHandler } from '../src/runtime/lambda.ts';

export const handler = routeHandler(deadLetters, { clock, ids, records, objects, alerts });
