import { escalateIncident } from '../src/core/steps/escalate-incident.ts';
import { records } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(escalateIncident, { records });
