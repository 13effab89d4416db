import { hooks } from '../src/core/routes/hooks.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { ids } from '../src/runtime/aws/ids.ts';
import { records } from '../src/runtime/aws/records.ts';
import { routeHandler } from '../src/runtime/aws/route-handler.ts';
import { vault } from '../src/runtime/aws/vault.ts';

export const handler = routeHandler(hooks, { clock, ids, records, vault });
