import { incidents } from '../src/core/routes/incidents.ts';
import { objects } from '../src/runtime/aws/objects-on-demand.ts';
import { records } from '../src/runtime/aws/records.ts';
import { routeHandler } from '../src/runtime/aws/route-handler.ts';

export const handler = routeHandler(incidents, { records, objects });
