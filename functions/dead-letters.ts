import { deadLetters } from '../src/core/routes/dead-letters.ts';
import { alerts } from '../src/runtime/aws/alerts.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { ids } from '../src/runtime/aws/ids.ts';
import { objects } from '../src/runtime/aws/objects-on-demand.ts';
import { records } from '../src/runtime/aws/records.ts';
import { routeHandler } from '../src/runtime/aws/route-handler.ts';

export const handler = routeHandler(deadLetters, { clock, ids, records, objects, alerts });
