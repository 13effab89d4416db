import { sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { TopicMessage } from '../../../src/contracts/topic.ts';
import { certificate, type Issued, rsaKeys } from './certificate.ts';

export const topic = 'arn:aws:sns:eu-central-1:123456789012:alarms';
export const host = 'sns.eu-central-1.amazonaws.com';
export const pemName = `SimpleNotificationService-${'0123456789abcdef'.repeat(2)}.pem`;
export const certUrl = `https://${host}/${pemName}`;
export const confirmUrl = (token: string, arn = topic) =>
  `https://${host}/?Action=ConfirmSubscription&TopicArn=${arn}&Token=${token}`;

type Serve = (request: IncomingMessage, response: ServerResponse) => void;
export interface StandIn {
  /** The fetch that finds this one where SNS would be, and nothing else. */
  readonly fetch: typeof globalThis.fetch;
  /** Every address that was asked for, in order. */
  readonly asked: string[];
  readonly signer: Issued;
  /** Answers this path (with its query) another way. */
  serve(path: string, how: Serve): void;
  /** A message as SNS would post it, signed; `changed` is put in before it is signed. */
  message(changed?: Partial<Record<string, unknown>>): { [field: string]: unknown };
  signed(fields: { [field: string]: unknown }, key?: Issued['key']): { [field: string]: unknown };
}

// One pair for all: making keys is what takes time.
const keys = rsaKeys();
export const awsLeaf = certificate({ common: 'sns.amazonaws.com', names: ['sns.amazonaws.com'], keys });

/**
 * Amazon SNS as far as it is asked: a server on 127.0.0.1 that has the certificate and takes confirmations. The signing here is
 * written from the developer guide for itself, by field names in order, not with the code under test.
 */
export async function standInSns(signer: Issued = awsLeaf): Promise<StandIn> {
  const served = new Map<string, Serve>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const how = served.get(request.url ?? '');
    if (how !== undefined) return how(request, response);
    response.writeHead(404).end('no');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  served.set(`/${pemName}`, (_, response) => void response.end(signer.pem));

  const fetch: typeof globalThis.fetch = (address, init) => {
    const url = String(address);
    asked.push(url);
    if (!url.startsWith(`https://${host}/`)) return Promise.reject(new TypeError(`nobody is at ${url}`));
    return globalThis.fetch(`http://127.0.0.1:${port}${url.slice(`https://${host}`.length)}`, init);
  };
  const signed: StandIn['signed'] = (fields, key = signer.key) => {
    const names = ['Message', 'MessageId', 'SubscribeURL', 'Subject', 'Timestamp', 'Token', 'TopicArn', 'Type'];
    const present = names.filter((name) => typeof fields[name] === 'string');
    const text = present.map((name) => `${name}\n${fields[name]}\n`).join('');
    const digest = fields.SignatureVersion === '1' ? 'sha1' : 'sha256';
    return { ...fields, Signature: sign(digest, Buffer.from(text), key).toString('base64') };
  };
  return {
    fetch,
    asked,
    signer,
    serve: (path, how) => void served.set(path, how),
    signed,
    message(changed = {}) {
      const notification = {
        Type: 'Notification',
        MessageId: '26858270-545e-4848-82a2-e05566af3dcf',
        TopicArn: topic,
        Message: '{"AlarmName":"cart is slow","NewStateValue":"ALARM"}',
        Timestamp: '2026-03-01T08:01:00.000Z',
        SignatureVersion: '2',
        SigningCertURL: certUrl,
        UnsubscribeURL: `https://${host}/?Action=Unsubscribe&SubscriptionArn=${topic}:1`,
      } satisfies Partial<Record<keyof TopicMessage | 'UnsubscribeURL', unknown>>;
      return signed({ ...notification, ...changed });
    },
  };
}

export const subscription = (token = 'ab'.repeat(40)) => ({
  Type: 'SubscriptionConfirmation',
  Token: token,
  Message: `You have chosen to subscribe to the topic ${topic}.`,
  SubscribeURL: confirmUrl(token),
});
