import { collectEvidence } from '../src/core/steps/collect-evidence.ts';
import { clusters, objects, records, settings } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(collectEvidence, { records, objects, clusters, settings });
