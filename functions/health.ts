import { health } from '../src/core/routes/health.ts';
import { records } from '../src/runtime/aws.ts';
import { routeHandler } from '../src/runtime/lambda.ts';

export const handler = routeHandler(health, { records });
