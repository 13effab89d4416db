import { deliverOutbox } from '../src/core/steps/deliver-outbox.ts';
import { records, sealer, workflows } from '../src/runtime/aws.ts';
import { streamHandler } from '../src/runtime/lambda.ts';

export const handler = streamHandler(deliverOutbox, { records, workflows, sealer });
