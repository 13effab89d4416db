import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';

export interface LocalSqs {
  client: SQSClient;
  url: string;
  /** Every message that can be received now, its group with it; what was received is deleted. */
  drain(): Promise<{ body: string; group: string | undefined }[]>;
  close(): Promise<void>;
}

/** An SQS in this process. Its own start would listen on every interface; its application listens where it is told. */
export async function startSqs(): Promise<LocalSqs> {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  const client = new SQSClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    useQueueUrlAsEndpoint: false,
  });
  const { QueueUrl: url = '' } = await client.send(new CreateQueueCommand({ QueueName: 'alerts' }));
  return {
    client,
    url,
    drain: () => drain(client, url),
    close: async () => {
      client.destroy();
      await app.close();
    },
  };
}

export async function drain(client: SQSClient, url: string): Promise<{ body: string; group: string | undefined }[]> {
  const taken: { body: string; group: string | undefined }[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['MessageGroupId'],
      }),
    );
    if (Messages.length === 0) return taken;
    for (const { Body = '', Attributes, ReceiptHandle } of Messages) {
      taken.push({ body: Body, group: Attributes?.MessageGroupId });
      await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    }
  }
}
