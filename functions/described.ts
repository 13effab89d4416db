import { described } from '../src/core/routes/described.ts';
import { routeHandler } from '../src/runtime/aws/route-handler.ts';

export const handler = routeHandler(described, {});
