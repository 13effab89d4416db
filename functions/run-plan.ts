import { runPlan } from '../src/core/steps/run-plan.ts';
import { clusters } from '../src/runtime/aws/clusters.ts';
import { objects } from '../src/runtime/aws/objects-meanwhile.ts';
import { records } from '../src/runtime/aws/records.ts';
import { stepHandler } from '../src/runtime/aws/step-handler.ts';

export const handler = stepHandler(runPlan, { records, objects, clusters });
