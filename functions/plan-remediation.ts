import { planRemediation } from '../src/core/steps/plan-remediation.ts';
import { clusters, records, settings } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(planRemediation, { records, clusters, settings });
