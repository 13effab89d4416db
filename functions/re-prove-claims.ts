import { reProveClaims } from '../src/core/steps/re-prove-claims.ts';
import { clusters } from '../src/runtime/aws/clusters.ts';
import { objects } from '../src/runtime/aws/objects-meanwhile.ts';
import { records } from '../src/runtime/aws/records.ts';
import { settings } from '../src/runtime/aws/settings.ts';
import { stepHandler } from '../src/runtime/aws/step-handler.ts';

export const handler = stepHandler(reProveClaims, { records, objects, clusters, settings });
