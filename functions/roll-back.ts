import { rollBack } from '../src/core/steps/roll-back.ts';
import { clusters, records } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(rollBack, { records, clusters });
