import { proposals } from '../src/core/routes/proposals.ts';
import { records } from '../src/runtime/aws.ts';
import { routeHandler } from '../src/runtime/lambda.ts';

export const handler = routeHandler(proposals, { records });
