import { triageIncident } from '../src/core/steps/triage-incident.ts';
import { records } from '../src/runtime/aws/records.ts';
import { settings } from '../src/runtime/aws/settings.ts';
import { stepHandler } from '../src/runtime/aws/step-handler.ts';

export const handler = stepHandler(triageIncident, { records, settings });
