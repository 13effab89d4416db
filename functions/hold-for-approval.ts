import { holdForApproval } from '../src/core/steps/hold-for-approval.ts';
import { records, sealer } from '../src/runtime/aws.ts';
import { stepHandler } from '../src/runtime/lambda.ts';

export const handler = stepHandler(holdForApproval, { records, sealer });
