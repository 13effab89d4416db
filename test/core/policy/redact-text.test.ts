import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactText } from '../../../src/core/policy/redact-text.ts';

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';
const pem = '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7\nq83v\n-----END RSA PRIVATE KEY-----';

/** Text with a secret seeded into it, and the secret. */
const seeded: [string, string, string][] = [
  ['bearer token', 'Authorization: Bearer abcdef0123456789abcdef', 'abcdef0123456789abcdef'],
  ['bearer in a sentence', 'sent bearer abc.def-ghi_123456', 'abc.def-ghi_123456'],
  ['basic', 'authorization: Basic dXNlcjpwYXNzd29yZA==', 'dXNlcjpwYXNzd29yZA=='],
  ['password=', 'connect user=app password=hunter2 host=db', 'hunter2'],
  ['password in quotes', 'password = "correct horse battery"', 'correct horse battery'],
  ['single quotes', "db_password='it is me' ok", 'it is me'],
  ['JSON', '{"user":"a","password":"s3cr3t!","x":1}', 's3cr3t!'],
  ['YAML', 'apiKey: 9f8e7d6c5b4a', '9f8e7d6c5b4a'],
  ['prefixed name', 'STRIPE_API_KEY=rk_live_123456', 'rk_live_123456'],
  ['query string', 'GET /x?token=abcd1234&y=1', 'abcd1234'],
  ['flag', 'starting --db-password s3same --port 80', 's3same'],
  ['AWS key id', 'using AKIAIOSFODNN7EXAMPLE now', 'AKIAIOSFODNN7EXAMPLE'],
  [
    'AWS secret',
    'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  ],
  ['JWT', `session ${jwt} expired`, jwt],
  ['URL with user and password', 'dial postgres://app:pa55w0rd@db:5432/x failed', 'pa55w0rd'],
  ['URL with a password that holds a colon', 'amqp://u:a:b@mq/', 'a:b'],
  ['private key', `loaded ${pem} done`, 'q83v'],
  ['private key cut off', 'loaded -----BEGIN PRIVATE KEY-----\nMIIEabcdefg', 'MIIEabcdefg'],
  ['GitHub token', 'clone with ghp_0123456789abcdefghij0123456789abcdef', 'ghp_0123456789abcdefghij0123456789abcdef'],
  ['Slack token', 'xoxb-1234567890-abcdefghij', 'xoxb-1234567890-abcdefghij'],
];

describe('redactText', () => {
  test.each(seeded)('%s', (_, text, secret) => {
    const clean = redactText(text);
    expect(clean).not.toContain(secret);
    expect(clean).toMatch(/secret:[0-9a-f]{8}/);
    // Redacting what is redacted changes nothing, and the same secret keeps its name.
    expect(redactText(clean)).toBe(clean);
    expect(redactText(text)).toBe(clean);
  });

  test('the first look overlooks nothing', () => {
    // Far enough behind that no pattern reaches it, and enough for the text to be looked at closely in any case.
    const closely = (text: string) => {
      const end = '\n\n\n\n\n.\nAKIAIOSFODNN7EXAMPLE';
      return redactText(text + end).slice(0, -end.length + 'AKIAIOSFODNN7EXAMPLE'.length - 'secret:01234567'.length);
    };
    const part = fc.oneof(
      fc.constantFrom(
        ...['://', 'http', 'a:', ':', '@', '@tcp(', '@db', 'bearer', 'Bearer ', 'authorization', 'Proxy-Authorization'],
        ...[
          '"',
          "'",
          '=',
          ': ',
          '  ',
          ' ',
          '\n',
          '--',
          '-',
          '_',
          '/',
          '.',
          'basic ',
          'token ',
          'eyJ',
          'eyJabcde.fghijk.',
        ],
        ...['password', 'PASSWD', 'pwd', 'passphrase', 'secret', 'secrets', 'token', 'apikey', 'api-key', 'API_KEY'],
        ...['access_key', 'privatekey', 'credential', 'credentials', 'hunter2222', 'abcdefgh', 'ghp_', 'sk-', 'xoxb-'],
        ...['0123456789abcdefghij', 'AKIA', 'ASIA', 'IOSFODNN7EXAMPLE', 'whsec_', 'sk_live_', 'secret:0123abcd'],
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    // A key that is cut off takes everything behind it along, the end as well.
    const told = seeded.map(([, text]) => text).filter((text) => !text.includes('PRIVATE KEY-'));
    const phrase = fc.constantFrom(...told, 'root:hunter2@tcp(db:3306)/x', 'password: abcdef');
    // What is known to hold a secret, with something else in its middle or a piece of it gone.
    const spoilt = fc.tuple(phrase, fc.nat(), fc.nat(3), part).map(([text, at, gone, more]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + (gone === 0 ? more : '') + text.slice(place + gone);
    });
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 3, arbitrary: part }, spoilt), { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        expect(redactText(text)).toBe(closely(text));
      }),
      { numRuns: 1_000 },
    );
    for (const text of fc.sample(spoilt, { numRuns: 2_000, seed: 1 })) expect(redactText(text)).toBe(closely(text));
  });

  test('the rest of the sentence stays', () => {
    expect(redactText('dial postgres://app:pa55w0rd@db:5432/x failed')).toMatch(
      /^dial postgres:\/\/app:secret:[0-9a-f]{8}@db:5432\/x failed$/,
    );
    expect(redactText('password=a1b2c3 host=db')).toMatch(/^password=secret:[0-9a-f]{8} host=db$/);
  });

  test.each([
    'config: required environment variable is not set',
    'API_KEY: undefined',
    'sh: 1: DB_PASSWORD: parameter not set',
    'Missing required environment variable: STRIPE_SECRET_KEY',
    'JWT_SECRET environment variable must be set',
    'JWT_SECRET is required',
    'Readiness probe failed: Get "http://10.1.0.7:9090/healthz": dial tcp 10.1.0.7:9090: connect: connection refused',
    'Failed to pull image "registry.example/shop/token-service:1.2": not found',
    'secret "db-password" not found',
    'registry.example/a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    "KeyError: 'SECRET_KEY'",
  ])('keeps what a diagnosis needs: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  test('never throws, changes nothing twice, and stays quick on hostile text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const clean = redactText(`${text} password=${text}`);
        expect(redactText(clean)).toBe(clean);
      }),
    );
    const before = process.cpuUsage().user;
    for (const hostile of [
      'password='.repeat(20000),
      'eyJ'.repeat(40000),
      '://'.repeat(40000),
      '-----BEGIN PRIVATE KEY-----'.repeat(3000),
      `${'a_'.repeat(60000)}token`,
      'bearer '.repeat(20000),
    ])
      redactText(hostile);
    expect(process.cpuUsage().user - before).toBeLessThan(5_000_000);
  });
});
