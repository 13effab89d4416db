import { answers } from '../src/core/routes/answers.ts';
import { clock } from '../src/runtime/aws/clock.ts';
import { records } from '../src/runtime/aws/records.ts';
import { routeHandler } from '../src/runtime/aws/route-handler.ts';

export const handler = routeHandler(answers, { clock, records });
