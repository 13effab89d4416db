import { receiveWebhook } from '../src/core/routes/receive-webhook.ts';
import { alerts, clock, ids, records, secrets } from '../src/runtime/aws.ts';
import { routeHandler } from '../src/runtime/lambda.ts';

export const handler = routeHandler(receiveWebhook, { clock, ids, records, alerts, secrets });
