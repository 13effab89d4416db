import { escalateIncident } from '../src/core/steps/escalate-incident.ts';
import { records } from '../src/runtime/aws/records.ts';
import { stepHandler } from '../src/runtime/aws/step-handler.ts';

export const handler = stepHandler(escalateIncident, { records });
