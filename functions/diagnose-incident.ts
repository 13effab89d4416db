import { diagnoseIncident } from '../src/core/steps/diagnose-incident.ts';
import { objects, records, settings } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(diagnoseIncident, { records, objects, settings });
