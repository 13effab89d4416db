import { liveConnect } from '../src/core/steps/live-connect.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { lineHandler } from '../src/runtime/aws/line-handler.ts';
import { records } from '../src/runtime/aws/records.ts';

export const handler = lineHandler(liveConnect, { clock, records });
