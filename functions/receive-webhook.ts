import { receiveWebhook } from '../src/core/routes/receive-webhook.ts';
import { alerts } from '../src/runtime/aws/alerts.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { ids } from '../src/runtime/aws/ids.ts';
import { records } from '../src/runtime/aws/records.ts';
import { routeHandler } from '../src/runtime/aws/route-handler.ts';
import { secrets } from '../src/runtime/aws/secrets.ts';
import { topics } from '../src/runtime/aws/topics.ts';

export const handler = routeHandler(receiveWebhook, { clock, ids, records, alerts, secrets, topics });
