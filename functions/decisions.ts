import { decisions } from '../src/core/routes/decisions.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { records } from '../src/runtime/aws/records.ts';
import { routeHandler } from '../src/runtime/aws/route-handler.ts';
import { secrets } from '../src/runtime/aws/secrets-on-demand.ts';

export const handler = routeHandler(decisions, { clock, records, secrets });
