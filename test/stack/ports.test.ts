import { randomUUID } from 'node:crypto';
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  PutAccountDetailsCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kmsSealer } from '../../src/adapters/aws/kms-sealer.ts';
import { fromMessage } from '../../src/adapters/aws/queue-envelope.ts';
import { s3Objects } from '../../src/adapters/aws/s3-objects.ts';
import { secretsManagerSecrets } from '../../src/adapters/aws/secrets.ts';
import { sesMail } from '../../src/adapters/aws/ses.ts';
import { sqsQueue } from '../../src/adapters/aws/sqs-queue.ts';
import { secretsManagerVault } from '../../src/adapters/aws/vault.ts';
import { account, region, type Stack, up } from '../../tools/stack/up.ts';
import { mailContract } from '../contract/mail-contract.ts';
import { objectsContract } from '../contract/objects-contract.ts';
import { queueSendingContract } from '../contract/queue-sending-contract.ts';
import { wordOf } from '../contract/records-material.ts';
import { sealerContract } from '../contract/sealer-contract.ts';
import { secretsContract } from '../contract/secrets-contract.ts';
import { drain } from '../contract/sqs-fauxqs.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await up();
});
afterAll(() => stack.close());

const config = () => ({
  endpoint: stack.endpoint,
  region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const none = async (): Promise<void> => {};

const openBucket = async () => {
  const client = new S3Client(config());
  const bucket = `objects-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return { client, bucket, objects: s3Objects({ client, bucket }) };
};

objectsContract('Objects in S3', async () => ({ ...(await openBucket()), close: none }));

describe('a bucket', () => {
  test('what somebody wrote by hand under a hash is not handed out', async () => {
    const { client, bucket, objects } = await openBucket();
    const sha256 = await objects.put(Buffer.from('evidence'));
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: `sha256/${sha256}`, Body: 'evidencE' }));
    expect(await wordOf(objects.get(sha256))).toBe('Unavailable');
    expect(await objects.put(Buffer.from('evidence')), 'written once: nothing is replaced').toBe(sha256);
    expect(await wordOf(objects.get(sha256))).toBe('Unavailable');
  });

  test('one that is not there is Unavailable, for both', async () => {
    const objects = s3Objects({ client: new S3Client(config()), bucket: 'nobody' });
    expect(await wordOf(objects.put(Buffer.from('a')))).toBe('Unavailable');
    expect(await wordOf(objects.get('0'.repeat(64)))).toBe('Unavailable');
  });

  test('many writers of the same bytes all succeed', async () => {
    const { objects } = await openBucket();
    const hashes = await Promise.all(Array.from({ length: 20 }, () => objects.put(Buffer.from('storm'))));
    expect(new Set(hashes).size).toBe(1);
  });
});

const openQueue = async () => {
  const client = new SQSClient({ ...config(), useQueueUrlAsEndpoint: false });
  const { QueueUrl: url = '' } = await client.send(new CreateQueueCommand({ QueueName: `alerts-${randomUUID()}` }));
  const { objects } = await openBucket();
  return { client, url, objects, queue: sqsQueue({ client, url, tenant: 'acme', objects }) };
};

queueSendingContract('Queue in SQS, large bodies in S3', async () => {
  const { client, url, objects, queue } = await openQueue();
  const bodies = async () => Promise.all((await drain(client, url)).map(({ body }) => fromMessage(body, objects)));
  return { queue, drain: bodies, close: none };
});

test('the tenant is the message group', async () => {
  const { client, url, queue } = await openQueue();
  await queue.send('a');
  expect(await drain(client, url)).toEqual([{ body: 'a', group: 'acme' }]);
});

const openSecrets = async (keepMs = 0) => {
  const client = new SecretsManagerClient(config());
  const prefix = `mendgate-${randomUUID()}`;
  let now = 0;
  const secrets = secretsManagerSecrets({ client, prefix, keepMs, now: () => now });
  const { put } = secretsManagerVault({ client, prefix });
  const pass = (millis: number) => {
    now += millis;
  };
  return { client, prefix, secrets, put, pass, close: none };
};

secretsContract('Secrets in Secrets Manager', () => openSecrets());

describe('what is kept of a secret', () => {
  test('a rotation is seen when the time is over, an unknown name at once', async () => {
    const { secrets, put, pass } = await openSecrets(120_000);
    expect(await secrets.read('hook.a')).toEqual([]);
    await put('hook.a', 'one');
    expect(await secrets.read('hook.a')).toEqual(['one']);
    await put('hook.a', 'two');
    pass(119_999);
    expect(await secrets.read('hook.a')).toEqual(['one']);
    pass(1);
    expect(await secrets.read('hook.a')).toEqual(['two', 'one']);
  });

  test('what a caller does to the list stays with the caller', async () => {
    const { secrets, put } = await openSecrets(120_000);
    await put('hook.a', 'one');
    (await secrets.read('hook.a')).push('mine');
    expect(await secrets.read('hook.a')).toEqual(['one']);
  });

  test.each(['', '.', '../x', 'a/b', 'a..b', 'é', 'x'.repeat(129)])('%j is no name', async (name) => {
    const { secrets } = await openSecrets();
    expect(await wordOf(secrets.read(name))).toBe('Malformed');
  });

  test('one marked for deletion is Unavailable and says so without its value', async () => {
    const { client, prefix, secrets, put } = await openSecrets();
    await put('hook.a', 'the-value');
    await client.send(new DeleteSecretCommand({ SecretId: `${prefix}/hook.a` }));
    const thrown = await secrets.read('hook.a').catch((fault) => fault);
    expect(thrown).toMatchObject({ word: 'Unavailable', message: expect.stringContaining('hook.a') });
    expect(`${thrown.message}${thrown.hint}`).not.toContain('the-value');
    const refused = await put('hook.a', 'another-value').catch((fault) => fault);
    expect(refused).toMatchObject({ word: 'Unavailable', message: expect.stringContaining('hook.a') });
    expect(`${refused.message}${refused.hint}`).not.toContain('another-value');
  });
});

const openKey = async () => {
  const client = new KMSClient(config());
  const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
  const keyId = KeyMetadata?.KeyId ?? '';
  return { client, keyId, sealer: kmsSealer({ client, keyId }) };
};

sealerContract('KMS', async () => (await openKey()).sealer, {
  changed: 'MiniStack checks the context of a ciphertext, not its bytes; KMS answers InvalidCiphertextException',
  otherKey: 'MiniStack finds the key by the ciphertext, whatever KeyId says; KMS answers IncorrectKeyException',
});

describe('a key', () => {
  test('a task token of any length Step Functions makes is sealed, and more is TooLarge', async () => {
    const { sealer } = await openKey();
    for (const length of [0, 1, 2048, 4095]) {
      const token = 'A'.repeat(length);
      expect(await sealer.open(await sealer.seal(token, 'hold:h'), 'hold:h')).toBe(token);
    }
    expect(await wordOf(sealer.seal('A'.repeat(4096), 'hold:h'))).toBe('TooLarge');
  });

  test('one that is not there or switched off is Unavailable', async () => {
    const { client, keyId, sealer } = await openKey();
    expect(await wordOf(kmsSealer({ client, keyId: randomUUID() }).seal('a', 'b'))).toBe('Unavailable');
    const sealed = await sealer.seal('a', 'b');
    await client.send(new DisableKeyCommand({ KeyId: keyId }));
    expect(await wordOf(sealer.seal('a', 'b'))).toBe('Unavailable');
    expect(await wordOf(sealer.open(sealed, 'b'))).toBe('Unavailable');
  });
});

/** What MiniStack keeps of each letter SES took. */
interface KeptLetter {
  MessageId: string;
  Source: string;
  To: string[];
  Subject: string;
  BodyText: string;
  BodyHtml: string;
}
const kept = async (): Promise<KeptLetter[]> => {
  const answer = await fetch(`${stack.endpoint}/_ministack/ses/messages`);
  const { messages } = (await answer.json()) as { messages: Record<string, KeptLetter[]> };
  return messages[account] ?? [];
};

const openMail = async () => {
  const client = new SESv2Client(config());
  const from = `mendgate-${randomUUID()}@example.com`;
  const configuration = `set-${randomUUID()}`;
  await client.send(new CreateConfigurationSetCommand({ ConfigurationSetName: configuration }));
  for (const EmailIdentity of [from, 'ada@example.com'])
    await client.send(new CreateEmailIdentityCommand({ EmailIdentity }));
  // In the sandbox, where every account begins, whoever gets letters must be verified as well.
  const sandbox = { MailType: 'TRANSACTIONAL', WebsiteURL: 'https://mendgate.test', ProductionAccessEnabled: false };
  await client.send(new PutAccountDetailsCommand(sandbox as ConstructorParameters<typeof PutAccountDetailsCommand>[0]));
  const received = async () =>
    (await kept())
      .filter(({ Source }) => Source.includes(from))
      .map(({ Source, To, Subject, BodyText, BodyHtml }) => ({
        from: /<(.*)>/.exec(Source)?.[1] ?? Source,
        to: To,
        subject: Subject,
        text: BodyText,
        html: BodyHtml,
      }));
  const nowhere = { ...config(), endpoint: 'http://127.0.0.1:1', maxAttempts: 1 };
  return {
    mail: sesMail({ client, from, configuration }),
    from,
    received,
    refused: 'nobody@example.org',
    unreachable: () => sesMail({ client: new SESv2Client(nowhere), from }),
    unknown: () => sesMail({ client, from: 'stranger@example.net' }),
    close: none,
  };
};

mailContract('Mail through SES', openMail, {
  throttling: 'MiniStack takes any number of letters; test/adapters/aws/ses.test.ts has what SES answers',
});
