import { sweep } from '../src/core/steps/sweep.ts';
import { audit } from '../src/runtime/aws/audit.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { records } from '../src/runtime/aws/records.ts';
import { scheduleHandler } from '../src/runtime/aws/schedule-handler.ts';
import { sealer } from '../src/runtime/aws/sealer.ts';
import { workflows } from '../src/runtime/aws/workflows.ts';

export const handler = scheduleHandler(sweep, { clock, records, workflows, sealer, audit });
