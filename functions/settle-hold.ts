import { settleHold } from '../src/core/steps/settle-hold.ts';
import { records, settings } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(settleHold, { records, settings });
