import { describe, expect, test } from 'vitest';
import { fromMessage } from '../../src/adapters/aws/queue-envelope.ts';
import { sqsQueue } from '../../src/adapters/aws/sqs-queue.ts';
import { openDatabase } from '../../src/adapters/local/database.ts';
import { sqliteObjects } from '../../src/adapters/local/objects.ts';
import { sqliteQueue } from '../../src/adapters/local/queue.ts';
import { queueSendingContract } from './queue-sending-contract.ts';
import { wordOf } from './records-material.ts';
import { startSqs } from './sqs-fauxqs.ts';

queueSendingContract('Queue in SQLite', async () => {
  const db = openDatabase(':memory:');
  const queue = sqliteQueue(db, { now: () => '2026-01-01T00:00:00.000Z' });
  const drain = async () => {
    const messages = queue.receive({ limit: 100, visibleForSeconds: 30 });
    for (const { id } of messages) queue.done(id);
    return messages.map(({ body }) => body);
  };
  return { queue, drain, close: async () => db.close() };
});

const openSqs = async () => {
  const sqs = await startSqs();
  const db = openDatabase(':memory:');
  const objects = sqliteObjects(db);
  const close = async () => {
    db.close();
    await sqs.close();
  };
  return { sqs, objects, queue: sqsQueue({ client: sqs.client, url: sqs.url, tenant: 'acme', objects }), close };
};

queueSendingContract('Queue in SQS', async () => {
  const { sqs, objects, queue, close } = await openSqs();
  const drain = async () => Promise.all((await sqs.drain()).map(({ body }) => fromMessage(body, objects)));
  return { queue, drain, close };
});

describe('what lies in SQS', () => {
  test('small bodies are readable, large ones are references', async () => {
    const { sqs, queue, close } = await openSqs();
    await queue.send('{"small":true}');
    await queue.send('x'.repeat(256 * 1024 + 1));
    const messages = await sqs.drain();
    await close();
    expect(messages.map(({ body }) => body).toSorted()).toEqual([
      expect.stringMatching(/^mendgate-object:[0-9a-f]{64}$/),
      '{"small":true}',
    ]);
  });

  test('a queue that is not there is Unavailable, by name', async () => {
    const { sqs, objects, close } = await openSqs();
    const url = sqs.url.replace('alerts', 'nobody');
    const queue = sqsQueue({ client: sqs.client, url, tenant: 'acme', objects });
    expect(await wordOf(queue.send('a'))).toBe('Unavailable');
    await close();
  });

  test('a server that does not answer is Unavailable', async () => {
    const { queue, close } = await openSqs();
    await close();
    expect(await wordOf(queue.send('a'))).toBe('Unavailable');
  });
});

describe('references', () => {
  const none = { get: async () => undefined };
  test('to what is gone: Impossible, once and for all', async () => {
    expect(await wordOf(fromMessage(`mendgate-object:${'0'.repeat(64)}`, none))).toBe('Impossible');
  });
  test.each(['{}', '', 'mendgate-object:', 'mendgate-object:../../x', `mendgate-object:${'0'.repeat(63)}`])(
    '%j is no reference',
    async (message) => expect(await fromMessage(message, none)).toBe(message),
  );
  test.each(['{}', '7', 'null'])('an object that holds %s is no body', async (text) => {
    const other = { get: async () => Buffer.from(text) };
    expect(await wordOf(fromMessage(`mendgate-object:${'0'.repeat(64)}`, other))).toBe('Malformed');
  });
});
