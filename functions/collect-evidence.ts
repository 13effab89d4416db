import { collectEvidence } from '../src/core/steps/collect-evidence.ts';
import { clusters } from '../src/runtime/aws/clusters.ts';
import { objects } from '../src/runtime/aws/objects-meanwhile.ts';
import { records } from '../src/runtime/aws/records.ts';
import { settings } from '../src/runtime/aws/settings.ts';
import { stepHandler } from '../src/runtime/aws/step-handler.ts';

export const handler = stepHandler(collectEvidence, { records, objects, clusters, settings });
