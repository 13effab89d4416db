import { closeIncident } from '../src/core/steps/close-incident.ts';
import { records } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(closeIncident, { records });
