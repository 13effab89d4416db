import { decidePolicy } from '../src/core/steps/decide-policy.ts';
import { records } from '../src/runtime/aws/records.ts';
import { settings } from '../src/runtime/aws/settings.ts';
import { stepHandler } from '../src/runtime/aws/step-handler.ts';

export const handler = stepHandler(decidePolicy, { records, settings });
