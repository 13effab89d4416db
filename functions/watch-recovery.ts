import { watchRecovery } from '../src/core/steps/watch-recovery.ts';
import { clusters, records, settings } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(watchRecovery, { records, clusters, settings });
