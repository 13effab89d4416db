import { rollBack } from '../src/core/steps/roll-back.ts';
import { clusters } from '../src/runtime/aws/clusters.ts';
import { records } from '../src/runtime/aws/records.ts';
import { stepHandler } from '../src/runtime/aws/step-handler.ts';

export const handler = stepHandler(rollBack, { records, clusters });
