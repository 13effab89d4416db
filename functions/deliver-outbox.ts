import { audit } from '../src/runtime/aws/audit.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { live } from '../src/runtime/aws/live-on-demand.ts';
import { mail } from '../src/runtime/aws/mail-on-demand.ts';
import { records } from '../src/runtime/aws/records.ts';
import { sealer } from '../src/runtime/aws/sealer.ts';
import { secrets } from '../src/runtime/aws/secrets-on-demand.ts';
import { settings } from '../src/runtime/aws/settings.ts';
import { site } from '../src/runtime/aws/site.ts';
import { streamHandler } from '../src/runtime/aws/stream-handler.ts';
import { workflows } from '../src/runtime/aws/workflows.ts';

const opens = { clock, records, workflows, sealer, settings, secrets, site, mail, live, audit };
export const handler = streamHandler(opens);
