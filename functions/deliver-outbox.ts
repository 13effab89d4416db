import { deliverOutbox } from '../src/core/steps/deliver-outbox.ts';
import { records } from '../src/runtime/aws/records.ts';
import { sealer } from '../src/runtime/aws/sealer.ts';
import { streamHandler } from '../src/runtime/aws/stream-handler.ts';
import { workflows } from '../src/runtime/aws/workflows.ts';

export const handler = streamHandler(deliverOutbox, { records, workflows, sealer });
