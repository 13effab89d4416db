import { diagnoseIncident } from '../src/core/steps/diagnose-incident.ts';
import { objects } from '../src/runtime/aws/objects-meanwhile.ts';
import { records } from '../src/runtime/aws/records.ts';
import { settings } from '../src/runtime/aws/settings.ts';
import { stepHandler } from '../src/runtime/aws/step-handler.ts';

export const handler = stepHandler(diagnoseIncident, { records, objects, settings });
