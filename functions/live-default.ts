import { liveDefault } from '../src/core/steps/live-default.ts';
import { lineHandler } from '../src/runtime/aws/line-handler.ts';
import { live } from '../src/runtime/aws/live.ts';

export const handler = lineHandler(liveDefault, { live });
