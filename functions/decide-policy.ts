import { decidePolicy } from '../src/core/steps/decide-policy.ts';
import { records, settings } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(decidePolicy, { records, settings });
