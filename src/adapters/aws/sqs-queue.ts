import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Objects, Queue } from '../../core/ports.ts';
import { awsFault } from './aws-fault.ts';
import { intoMessage } from './queue-envelope.ts';

/**
 * A standard queue. `tenant` is the message group: on a standard queue that makes it a fair one (Amazon SQS, "Fair queues"),
 * so that one tenant's storm does not hold up the alarms of another.
 */
export function sqsQueue(parts: {
  client: SQSClient;
  url: string;
  tenant: string;
  objects: Pick<Objects, 'put'>;
}): Queue {
  const { client, url, tenant, objects } = parts;
  return {
    async send(body) {
      const message = await intoMessage(body, objects);
      try {
        await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: message, MessageGroupId: tenant }));
      } catch (thrown) {
        throw awsFault(thrown, `queue ${url.split('/').at(-1)}`);
      }
    },
  };
}
