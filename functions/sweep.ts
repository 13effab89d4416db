import { sweep } from '../src/core/steps/sweep.ts';
import { clock, records, sealer, workflows } from '../src/runtime/aws.ts';
import { scheduleHandler } from '../src/runtime/lambda.ts';

export const handler = scheduleHandler(sweep, { clock, records, workflows, sealer });
