import { holds } from '../src/core/routes/holds.ts';
import { clock, records } from '../src/runtime/aws.ts';
import { routeHandler } from '../src/runtime/lambda.ts';

export const handler = routeHandler(holds, { records, clock });
