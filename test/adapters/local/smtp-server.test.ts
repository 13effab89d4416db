import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SmtpServer, smtpServerOf } from '../../../src/adapters/local/smtp-server.ts';
import { Fault } from '../../../src/contracts/fault.ts';

test.for<[string, SmtpServer]>([
  ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, tls: 'required' }],
  ['smtp://ada@mail.example.com:2525', { host: 'mail.example.com', port: 2525, tls: 'required', user: 'ada' }],
  [
    'smtp://ada%40example.com@mail.example.com/',
    { host: 'mail.example.com', port: 587, tls: 'required', user: 'ada@example.com' },
  ],
  ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, tls: 'at once' }],
  ['smtps://ada@mail.example.com:587', { host: 'mail.example.com', port: 587, tls: 'at once', user: 'ada' }],
  ['smtp://relay.internal:25?tls=off', { host: 'relay.internal', port: 25, tls: 'never' }],
  ['smtp://localhost:1025', { host: 'localhost', port: 1025, tls: 'never' }],
  ['smtp://127.0.0.1:1025', { host: '127.0.0.1', port: 1025, tls: 'never' }],
  ['smtp://[::1]:1025', { host: '::1', port: 1025, tls: 'never' }],
  ['smtp://ada@127.0.0.1:1025', { host: '127.0.0.1', port: 1025, tls: 'offered', user: 'ada' }],
  // A name that only begins like this machine is another one.
  ['smtp://localhost.example.com', { host: 'localhost.example.com', port: 587, tls: 'required' }],
  ['smtp://127.0.0.1.example.com', { host: '127.0.0.1.example.com', port: 587, tls: 'required' }],
])('%s', ([address, server]) => expect(smtpServerOf(address)).toEqual(server));

describe('refused', () => {
  test.for<[string, RegExp]>([
    ['', /no address/],
    ['mail.example.com', /no address/],
    ['mail.example.com:587', /no address/],
    ['http://mail.example.com', /no address/],
    ['smtp://', /no address/],
    ['smtp://:587', /no address/],
    ['smtp://mail.example.com:99999', /no address/],
    ['smtp://ada:secret-word@mail.example.com', /password does not belong/],
    ['smtp://:secret-word@mail.example.com', /password does not belong/],
    ['smtp://ada%@mail.example.com', /user/],
    ['smtp://mail.example.com/inbox', /more behind/],
    ['smtp://mail.example.com#a', /more behind/],
    ['smtp://mail.example.com?tls=maybe', /more behind/],
    ['smtp://mail.example.com?tls=off&x', /more behind/],
    ['smtps://mail.example.com?tls=off', /tls=off/],
    ['smtp://ada@mail.example.com?tls=off', /tls=off/],
  ])('%s', ([address, says]) => {
    const fault = refusal(address);
    expect(fault).toMatchObject({ word: 'Malformed', message: expect.stringMatching(says) });
    expect(fault?.message + (fault?.hint ?? '')).not.toContain('secret-word');
  });

  test('whatever is given, only Malformed comes out, and no password goes on', () => {
    const part = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('@', ':', '/', '?tls=off', 'localhost', '587'));
    fc.assert(
      fc.property(fc.constantFrom('smtp://', 'smtps://', ''), fc.array(part, { maxLength: 6 }), (scheme, parts) => {
        const address = scheme + parts.join('');
        const fault = refusal(address);
        if (fault !== undefined) {
          expect(fault.word).toBe('Malformed');
          return;
        }
        const server = smtpServerOf(address);
        expect(server.host).not.toBe('');
        expect(server.port).toBeGreaterThanOrEqual(0);
        if (server.user !== undefined) expect(server.tls).not.toBe('never');
        expect(URL.parse(address)?.password).toBe('');
      }),
      { numRuns: 1000 },
    );
  });
});

function refusal(address: string): Fault | undefined {
  try {
    smtpServerOf(address);
    return undefined;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(Fault);
    return thrown as Fault;
  }
}
