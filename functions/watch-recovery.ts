import { watchRecovery } from '../src/core/steps/watch-recovery.ts';
import { clusters } from '../src/runtime/aws/clusters.ts';
import { records } from '../src/runtime/aws/records.ts';
import { settings } from '../src/runtime/aws/settings.ts';
import { stepHandler } from '../src/runtime/aws/step-handler.ts';

export const handler = stepHandler(watchRecovery, { records, clusters, settings });
