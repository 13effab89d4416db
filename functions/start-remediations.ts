import { startRemediations } from '../src/core/steps/start-remediations.ts';
import { records } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(startRemediations, { records });
