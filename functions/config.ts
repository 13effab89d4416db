import { config } from '../src/core/routes/config.ts';
import { routeHandler } from '../src/runtime/aws/route-handler.ts';
import { site } from '../src/runtime/aws/site.ts';

export const handler = routeHandler(config, { site });
