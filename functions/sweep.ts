import { sweep } from '../src/core/steps/sweep.ts';
import { audit } from '../src/runtime/aws/audit.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { mail } from '../src/runtime/aws/mail-on-demand.ts';
import { records } from '../src/runtime/aws/records.ts';
import { scheduleHandler } from '../src/runtime/aws/schedule-handler.ts';
import { sealer } from '../src/runtime/aws/sealer.ts';
import { secrets } from '../src/runtime/aws/secrets-on-demand.ts';
import { settings } from '../src/runtime/aws/settings.ts';
import { site } from '../src/runtime/aws/site.ts';
import { workflows } from '../src/runtime/aws/workflows.ts';

const opens = { clock, records, workflows, sealer, settings, secrets, site, mail, audit };
export const handler = scheduleHandler(sweep, opens);
