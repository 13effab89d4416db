import { reProveClaims } from '../src/core/steps/re-prove-claims.ts';
import { clusters, objects, records, settings } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(reProveClaims, { records, objects, clusters, settings });
