import { startRemediations } from '../src/core/steps/start-remediations.ts';
import { records } from '../src/runtime/aws/records.ts';
import { stepHandler } from '../src/runtime/aws/step-handler.ts';

export const handler = stepHandler(startRemediations, { records });
