import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { snsTopics } from '../../../src/adapters/http/sns-topics.ts';
import { Fault } from '../../../src/contracts/fault.ts';
import { plusSeconds } from '../../../src/contracts/instant.ts';
import { TopicMessage } from '../../../src/contracts/topic.ts';
import { certificate, type Wanted } from '../../contract/sns/certificate.ts';
import {
  certUrl,
  confirmUrl,
  host,
  pemName,
  type StandIn,
  standInSns,
  subscription,
} from '../../contract/sns/stand-in.ts';

const now = '2026-03-01T08:01:30.000Z';
const opened = (sns: StandIn, more: { patienceMs?: number; now?: () => string } = {}) =>
  snsTopics({ clock: { now: more.now ?? (() => now) }, fetch: sns.fetch, ...more });
/** What the port says of a message, the word of the Fault included. */
const judged = async (sns: StandIn, message: unknown, topics = opened(sns)): Promise<string> =>
  topics.verify(TopicMessage.parse(message)).catch((thrown: unknown) => {
    if (thrown instanceof Fault) return thrown.word;
    throw thrown;
  });

describe('nobody else is asked', () => {
  const elsewhere = {
    'another host': `https://evil.example/${pemName}`,
    'a host that begins like it': `https://${host}.evil.example/${pemName}`,
    'a host that ends like it': `https://evil-${host}/${pemName}`,
    'a name below it': `https://x.${host}/${pemName}`,
    'another region than the topic is in': certUrl.replace('eu-central-1', 'us-east-1'),
    'a bucket of somebody': `https://sns.s3.amazonaws.com/${pemName}`,
    'not over https': certUrl.replace('https:', 'http:'),
    'another scheme': certUrl.replace('https:', 'file:'),
    'another port': certUrl.replace(host, `${host}:8443`),
    'the same port, written out': certUrl.replace(host, `${host}:443`),
    'a user before another host': `https://${host}@evil.example/${pemName}`,
    'a user before it': certUrl.replace(host, `evil@${host}`),
    'a backslash for a slash': `https://${host}\\@evil.example/${pemName}`,
    'upper case': certUrl.replace('sns', 'SNS'),
    'a dot at its end': certUrl.replace(host, `${host}.`),
    'a full stop of another alphabet': certUrl.replace('.amazonaws', '。amazonaws'),
    'a letter of another alphabet': certUrl.replace('amazonaws', 'аmazonaws'),
    'an address as a number': `https://2130706433/${pemName}`,
    'another path': `https://${host}/evil/${pemName}`,
    'a way around': `https://${host}/../${pemName}`,
    'another file': `https://${host}/SimpleNotificationService-0123.pem`,
    'another ending': certUrl.replace('.pem', '.crt'),
    'an open redirect': `https://${host}/?url=https://evil.example/${pemName}`,
    'a question': `${certUrl}?x=https://evil.example`,
    'a fragment': `${certUrl}#evil`,
    'a space before': ` ${certUrl}`,
    'a space after': `${certUrl} `,
    nothing: '',
  };
  test.for(Object.entries(elsewhere))('for a certificate: %s', async ([, SigningCertURL]) => {
    const sns = await standInSns();
    expect(await judged(sns, sns.message({ SigningCertURL }))).toBe('address');
    expect(sns.asked).toEqual([]);
  });

  const token = 'ab'.repeat(40);
  const own = confirmUrl(token);
  const otherways = {
    'another host': own.replace(host, 'evil.example'),
    'a host that begins like it': own.replace(host, `${host}.evil.example`),
    'not over https': own.replace('https:', 'http:'),
    'another action': own.replace('ConfirmSubscription', 'DeleteTopic'),
    'another topic': confirmUrl(token, 'arn:aws:sns:eu-central-1:999999999999:alarms'),
    'another token': confirmUrl('cd'.repeat(40)),
    'one action more': `${own}&Action=DeleteTopic`,
    'another path': own.replace('/?', '/evil?'),
    'a user before another host': own.replace(host, `${host}@evil.example`),
    'written with escapes': own.replaceAll(':', '%3A').replace('https%3A', 'https:'),
  };
  test.for(Object.entries(otherways))('to confirm, even when SNS signed it: %s', async ([, SubscribeURL]) => {
    const sns = await standInSns();
    expect(await judged(sns, sns.message({ ...subscription(token), SubscribeURL }))).toBe('address');
    expect(sns.asked).toEqual([]);
  });

  test('to confirm: a token that would change the address', async () => {
    const sns = await standInSns();
    for (const odd of ['a&Action=DeleteTopic', 'a#', 'a b', 'a/../b', 'ä'])
      expect(await judged(sns, sns.message(subscription(odd))), odd).toBe('address');
    expect(sns.asked).toEqual([]);
  });
});

describe('signatures', () => {
  test('of another key, of another text, of another version', async () => {
    const sns = await standInSns();
    const forger = certificate({ common: 'sns.amazonaws.com', names: ['sns.amazonaws.com'] });
    const good = sns.message();
    expect(await judged(sns, sns.signed(good, forger.key))).toBe('signature');
    expect(await judged(sns, { ...good, Message: `${good.Message}.` })).toBe('signature');
    expect(await judged(sns, { ...good, SignatureVersion: '1' })).toBe('signature');
    expect(await judged(sns, { ...sns.message({ SignatureVersion: '1' }), SignatureVersion: '2' })).toBe('signature');
    for (const Signature of ['AAAA', 'A'.repeat(1366), `${String(good.Signature).slice(0, -4)}AAA=`])
      expect(await judged(sns, { ...good, Signature })).toBe('signature');
    expect(await judged(sns, good)).toBe('genuine');
  });

  test.for<[string, Record<string, unknown>]>([
    ['no version of ours', { SignatureVersion: '3' }],
    ['a version that is a number', { SignatureVersion: 2 }],
    ['no version', { SignatureVersion: undefined }],
    ['a signature that is no base64', { Signature: '§§§' }],
    ['no signature', { Signature: '' }],
    ['a signature without end', { Signature: 'A'.repeat(5000) }],
    ['a list for a text', { Message: ['a'] }],
    ['an object that turns into a text', { Message: { toString: 'a' } }],
    ['an id of several lines', { MessageId: '26858270-545e-4848-82a2-e05566af3dcf\nTimestamp\nx' }],
    ['a subject of several lines', { Subject: 'a\nTimestamp\nx' }],
    ['a time that is none', { Timestamp: 'now' }],
    ['another type', { Type: 'notification' }],
    ['a type of everything', { Type: 'constructor' }],
    ['a topic of several lines', { TopicArn: 'arn:aws:sns:eu-central-1:123456789012:alarms\nType\nNotification' }],
    ['a topic whose region is a host', { TopicArn: 'arn:aws:sns:evil.example/:123456789012:alarms' }],
    ['a topic of another service', { TopicArn: 'arn:aws:sqs:eu-central-1:123456789012:alarms' }],
    ['a topic of another world', { TopicArn: 'arn:aws-iso:sns:us-iso-east-1:123456789012:alarms' }],
  ])('what cannot be signed is no message: %s', async ([, changed]) => {
    const sns = await standInSns();
    expect(TopicMessage.safeParse({ ...sns.message(), ...changed }).success).toBe(false);
  });

  test('one subject more or less is another message', async () => {
    const sns = await standInSns();
    const { Subject: _, ...without } = sns.message({ Subject: 'a' });
    expect(await judged(sns, without)).toBe('signature');
    expect(await judged(sns, { ...sns.message(), Subject: '' })).toBe('signature');
  });
});

describe('certificates', () => {
  const authority = certificate({ common: 'An authority', authority: true });
  const middle = certificate({ common: 'One below', authority: true, issuer: authority });
  const stranger = certificate({ common: 'An authority', authority: true });
  const leaf = (wanted: Partial<Wanted> = {}) =>
    certificate({ common: 'sns.amazonaws.com', names: ['sns.amazonaws.com'], ...wanted });
  const signedUnder = async (issued: ReturnType<typeof leaf>, above: readonly { pem: string }[] = []) => {
    const sns = await standInSns({ ...issued, pem: [issued, ...above].map(({ pem }) => pem).join('') });
    return judged(sns, sns.message());
  };

  test.for<[string, () => Promise<string>, string]>([
    ['of SNS', () => signedUnder(leaf()), 'genuine'],
    ['of SNS by its common name alone', () => signedUnder(leaf({ names: [] })), 'genuine'],
    ["of the region's own SNS", () => signedUnder(leaf({ common: host, names: [host, `x.${host}`] })), 'genuine'],
    [
      'of a region that was opted in',
      () => signedUnder(leaf({ common: 'x', names: ['sns-signing.eu-central-1.amazonaws.com'] })),
      'genuine',
    ],
    ['with those above it', () => signedUnder(leaf({ issuer: middle }), [middle, authority]), 'genuine'],
    [
      'of another region',
      () => signedUnder(leaf({ common: 'x', names: ['sns.us-east-1.amazonaws.com'] })),
      'certificate',
    ],
    ['of somebody else', () => signedUnder(leaf({ common: 'evil.example', names: ['evil.example'] })), 'certificate'],
    ['of everybody below', () => signedUnder(leaf({ common: 'x', names: ['*.amazonaws.com'] })), 'certificate'],
    [
      'of SNS by its common name, and of another by those that count',
      () => signedUnder(leaf({ names: ['evil.example'] })),
      'certificate',
    ],
    ['that is over', () => signedUnder(leaf({ to: '2026-03-01T08:01:30Z' })), 'certificate'],
    ['that is not yet', () => signedUnder(leaf({ from: '2026-03-01T08:01:31Z' })), 'certificate'],
    ['of an authority', () => signedUnder(leaf({ authority: true })), 'certificate'],
    ['with a key that is too short', () => signedUnder(leaf({ bits: 1024 })), 'certificate'],
    ['with another above it', () => signedUnder(leaf({ issuer: middle }), [stranger]), 'certificate'],
    ['with one of the same name above it', () => signedUnder(leaf({ issuer: authority }), [stranger]), 'certificate'],
    ['with one above it that may issue none', () => signedUnder(leaf({ issuer: leaf() }), [leaf()]), 'certificate'],
    [
      'with one above it that is over',
      () => {
        const old = certificate({ common: 'Old', authority: true, to: '2025-01-01T00:00:00Z' });
        return signedUnder(leaf({ issuer: old }), [old]);
      },
      'certificate',
    ],
    ['with more above it than there are', () => signedUnder(leaf(), Array(6).fill(authority)), 'certificate'],
  ])('%s', async ([, judge, says]) => {
    expect(await judge()).toBe(says);
  });
});

describe('what SNS answers', () => {
  const answers: Record<string, [Parameters<StandIn['serve']>[1], string]> = {
    'elsewhere, by a redirect': [
      (_, response) => void response.writeHead(302, { location: `https://evil.example/${pemName}` }).end(),
      'certificate',
    ],
    'that there is none': [(_, response) => void response.writeHead(404).end('no'), 'certificate'],
    'that one may not': [(_, response) => void response.writeHead(403).end('no'), 'certificate'],
    'a page': [(_, response) => void response.end('<html>'), 'certificate'],
    nothing: [(_, response) => void response.end(), 'certificate'],
    'a certificate of nothing': [
      (_, response) => void response.end('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
      'certificate',
    ],
    'a megabyte': [(_, response) => void response.end('x'.repeat(1024 * 1024)), 'certificate'],
    'without end': [
      (_, response) => {
        const pour = () => {
          while (!response.destroyed && response.write('x'.repeat(16_384)));
        };
        response.on('drain', pour);
        pour();
      },
      'certificate',
    ],
    'that it is ill': [(_, response) => void response.writeHead(503).end(), 'Unavailable'],
    'in the middle of a word': [
      (_, response) => {
        response.writeHead(200, { 'content-length': '2000' });
        response.write('-----BEGIN');
        response.socket?.destroySoon();
      },
      'Unavailable',
    ],
    never: [() => undefined, 'Unavailable'],
    'a line, and never more': [(_, response) => void response.write('-----BEGIN'), 'Unavailable'],
  };
  test.for(Object.entries(answers))('%s', async ([, [how, says]]) => {
    const sns = await standInSns();
    const serve: { how?: typeof how } = { how };
    sns.serve(`/${pemName}`, (request, response) =>
      serve.how === undefined ? void response.end(sns.signer.pem) : serve.how(request, response),
    );
    const topics = opened(sns, { patienceMs: 200 });
    expect(await judged(sns, sns.message(), topics)).toBe(says);
    expect(sns.asked).toEqual([certUrl]);
    // Nothing of it stays: once SNS has its certificate again, the same message passes.
    delete serve.how;
    expect(await judged(sns, sns.message(), topics)).toBe('genuine');
  });

  test('a certificate is asked for once, however many messages come, and judged anew for each', async () => {
    const sns = await standInSns();
    let at = now;
    const topics = opened(sns, { now: () => at });
    const ten = Array.from({ length: 10 }, () => judged(sns, sns.message(), topics));
    expect(new Set(await Promise.all(ten))).toEqual(new Set(['genuine']));
    expect(await judged(sns, sns.message(subscription()), topics)).toBe('genuine');
    expect(sns.asked).toEqual([certUrl]);
    at = '2041-01-01T00:00:00.000Z';
    expect(await judged(sns, sns.message(), topics)).toBe('certificate');
  });

  test('made-up certificates cannot make it ask without end, nor keep out what is known', async () => {
    const sns = await standInSns();
    let at = now;
    const topics = opened(sns, { now: () => at });
    expect(await judged(sns, sns.message(), topics)).toBe('genuine');
    const madeUp = (serial: number) =>
      sns.message({ SigningCertURL: certUrl.replace(/[0-9a-f]{32}/, String(serial).padStart(32, '0')) });
    const heard: string[] = [];
    for (let serial = 0; serial < 100; serial++) heard.push(await judged(sns, madeUp(serial), topics));
    expect(heard.filter((it) => it === 'certificate')).toHaveLength(19);
    expect(heard.filter((it) => it === 'Exhausted')).toHaveLength(81);
    expect(sns.asked).toHaveLength(20);
    expect(await judged(sns, sns.message(), topics)).toBe('genuine');
    at = plusSeconds(now, 61);
    expect(await judged(sns, madeUp(1000), topics)).toBe('certificate');
  });
});

test('whatever is in a message, only the signed faults escape', async () => {
  const sns = await standInSns();
  const topics = opened(sns);
  const base = sns.message();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(base), 'Subject', 'Token', 'SubscribeURL'),
      fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.base64String(), fc.anything()),
      async (field, value) => {
        const parsed = TopicMessage.safeParse({ ...base, [field]: value });
        if (!parsed.success) return;
        const heard = await judged(sns, parsed.data, topics);
        const same = JSON.stringify(parsed.data) === JSON.stringify(TopicMessage.parse(base));
        if (heard === 'genuine') expect(same || field === 'Subject').toBe(true);
        expect(['genuine', 'address', 'certificate', 'signature', 'Exhausted', 'Unavailable']).toContain(heard);
      },
    ),
    { numRuns: 500 },
  );
});
