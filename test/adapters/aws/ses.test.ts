import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { expect, onTestFinished, test } from 'vitest';
import { sesMail } from '../../../src/adapters/aws/ses.ts';
import { letterTo } from '../../contract/mail-contract.ts';

const from = 'mendgate@example.com';

/** SES as far as it answers; what it was asked is kept. */
async function answering(status: number, type: string, message: string) {
  const asked: Record<string, unknown>[] = [];
  const server = createServer(async (request, response) => {
    asked.push(JSON.parse(await textOf(request)) as Record<string, unknown>);
    response.writeHead(status, { 'content-type': 'application/json', ...(type && { 'x-amzn-errortype': type }) });
    response.end(JSON.stringify(type === '' ? { MessageId: '1' } : { message }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => void server.close());
  const client = new SESv2Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  return { mail: sesMail({ client, from, configuration: 'mendgate' }), asked };
}
async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

test('a letter is asked for with its headers and configuration set, from the one address to the one', async () => {
  const { mail, asked } = await answering(200, '', '');
  expect(await mail.send(letterTo('ada@example.com', { id: 'abc' }))).toBe('sent');
  expect(asked).toEqual([
    expect.objectContaining({
      FromEmailAddress: `Mendgate <${from}>`,
      Destination: { ToAddresses: ['ada@example.com'] },
      ConfigurationSetName: 'mendgate',
    }),
  ]);
  const content = asked.map(({ Content }) => Content as { Simple: { Headers: unknown } });
  expect(content[0]?.Simple.Headers).toEqual([
    { Name: 'Auto-Submitted', Value: 'auto-generated' },
    { Name: 'X-Auto-Response-Suppress', Value: 'All' },
    { Name: 'X-Mendgate-Letter', Value: 'abc' },
  ]);
});

const unverified = (who: string) =>
  `Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: ${who}`;

test.for<[number, string, string, string]>([
  [429, 'TooManyRequestsException', 'Maximum sending rate exceeded.', 'Exhausted'],
  [400, 'LimitExceededException', 'Daily message quota exceeded.', 'Exhausted'],
  [400, 'Throttling', 'Rate exceeded', 'Exhausted'],
  [400, 'AccountSuspendedException', 'suspended', 'Unavailable'],
  [400, 'SendingPausedException', 'paused', 'Unavailable'],
  [400, 'MailFromDomainNotVerifiedException', 'not verified', 'Unavailable'],
  [404, 'NotFoundException', 'Configuration set <mendgate> does not exist.', 'Unavailable'],
  [403, 'AccessDeniedException', 'User: arn:aws:sts::1:assumed-role/r is not authorized', 'Unavailable'],
  [500, 'InternalServiceErrorException', 'oops', 'Unavailable'],
  [400, 'MessageRejected', unverified(from), 'Unavailable'],
  [400, 'MessageRejected', unverified('ADA@example.com'), 'refused'],
  [400, 'MessageRejected', unverified(`${from}, ada@example.com`), 'refused'],
  [400, 'MessageRejected', 'Transaction failed: Invalid domain', 'refused'],
  [400, 'BadRequestException', 'Domain contains illegal character', 'refused'],
])('%i %s (%s) is %s', async ([status, type, message, expected]) => {
  const { mail } = await answering(status, type, message);
  expect(await mail.send(letterTo('ada@example.com')).catch((fault) => fault.word)).toBe(expected);
});
