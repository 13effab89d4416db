import { openIncident } from '../src/core/steps/open-incident.ts';
import { objects } from '../src/runtime/aws/objects-meanwhile.ts';
import { queueHandler } from '../src/runtime/aws/queue-handler.ts';
import { records } from '../src/runtime/aws/records.ts';
import { settings } from '../src/runtime/aws/settings.ts';

export const handler = queueHandler(openIncident, { records, objects, settings });
