import { closeRemediation } from '../src/core/steps/close-remediation.ts';
import { records } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(closeRemediation, { records });
