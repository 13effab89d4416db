import { rehearsePlan } from '../src/core/steps/rehearse-plan.ts';
import { clusters } from '../src/runtime/aws/clusters.ts';
import { records } from '../src/runtime/aws/records.ts';
import { stepHandler } from '../src/runtime/aws/step-handler.ts';

export const handler = stepHandler(rehearsePlan, { records, clusters });
