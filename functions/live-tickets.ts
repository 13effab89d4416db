import { liveTickets } from '../src/core/routes/live-tickets.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { ids } from '../src/runtime/aws/ids.ts';
import { records } from '../src/runtime/aws/records.ts';
import { routeHandler } from '../src/runtime/aws/route-handler.ts';

export const handler = routeHandler(liveTickets, { clock, ids, records });
