import { users } from '../src/core/routes/users.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { ids } from '../src/runtime/aws/ids.ts';
import { records } from '../src/runtime/aws/records.ts';
import { routeHandler } from '../src/runtime/aws/route-handler.ts';
import { site } from '../src/runtime/aws/site.ts';

export const handler = routeHandler(users, { clock, ids, records, site });
