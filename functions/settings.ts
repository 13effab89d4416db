import { settings as settingsRoutes } from '../src/core/routes/settings.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { records } from '../src/runtime/aws/records.ts';
import { routeHandler } from '../src/runtime/aws/route-handler.ts';
import { settings } from '../src/runtime/aws/settings.ts';

export const handler = routeHandler(settingsRoutes, { clock, records, settings });
