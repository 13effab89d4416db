import { incidents } from '../src/core/routes/incidents.ts';
import { objects, records } from '../src/runtime/aws.ts';
import { routeHandler } from '../src/runtime/lambda.ts';

export const handler = routeHandler(incidents, { records, objects });
