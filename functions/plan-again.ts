import { planAgain } from '../src/core/steps/plan-again.ts';
import { clusters, records, settings } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(planAgain, { records, clusters, settings });
