import { settings as settingsRoutes } from '../src/core/routes/settings.ts';
import { clock, records, settings } from '../src/runtime/aws.ts';
import { routeHandler } from '../src/runtime/lambda.ts';

export const handler = routeHandler(settingsRoutes, { clock, records, settings });
