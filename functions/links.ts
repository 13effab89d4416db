import { links } from '../src/core/routes/links.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { records } from '../src/runtime/aws/records.ts';
import { routeHandler } from '../src/runtime/aws/route-handler.ts';
import { secrets } from '../src/runtime/aws/secrets.ts';

export const handler = routeHandler(links, { clock, records, secrets });
