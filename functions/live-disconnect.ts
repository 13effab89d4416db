import { liveDisconnect } from '../src/core/steps/live-disconnect.ts';
import { lineHandler } from '../src/runtime/aws/line-handler.ts';
import { records } from '../src/runtime/aws/records.ts';

export const handler = lineHandler(liveDisconnect, { records });
