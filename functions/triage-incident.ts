import { triageIncident } from '../src/core/steps/triage-incident.ts';
import { records, settings } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(triageIncident, { records, settings });
