import { runPlan } from '../src/core/steps/run-plan.ts';
import { clusters, objects, records } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(runPlan, { records, objects, clusters });
