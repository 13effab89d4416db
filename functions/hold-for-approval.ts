import { holdForApproval } from '../src/core/steps/hold-for-approval.ts';
import { records } from '../src/runtime/aws/records.ts';
import { sealer } from '../src/runtime/aws/sealer.ts';
import { stepHandler } from '../src/runtime/aws/step-handler.ts';

export const handler = stepHandler(holdForApproval, { records, sealer });
