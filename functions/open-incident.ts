import { openIncident } from '../src/core/steps/open-incident.ts';
import { objects, records, settings } from '../src/runtime/aws.ts';
import { queueHandler } from '../src/runtime/lambda.ts';

export const handler = queueHandler(openIncident, { records, objects, settings });
