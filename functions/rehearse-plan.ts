import { rehearsePlan } from '../src/core/steps/rehearse-plan.ts';
import { clusters, records } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(rehearsePlan, { records, clusters });
