import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { eksToken } from '../../../src/adapters/aws/eks-token.ts';
import reference from '../../fixtures/eks/tokens.json' with { type: 'json' };
import { callerOf } from './signatures.ts';

const { accessKeyId, secretAccessKey, cases } = reference;

test.each(cases)('$region $cluster: byte for byte the token of the reference signer', async (one) => {
  const { region, cluster, at, sessionToken, token } = one;
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  expect(await eksToken({ cluster, region, credentials, at: new Date(at) })).toBe(token);
});

test('whatever the names and the token of the session: STS would take it, for this cluster alone', async () => {
  const names = fc.stringMatching(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/);
  const regions = fc.constantFrom('us-east-1', 'cn-northwest-1', 'eusc-de-east-1', 'us-gov-east-1');
  const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2099-01-01'), noInvalidDate: true });
  const text = fc.base64String({ minLength: 4, maxLength: 400 });
  const run = fc.asyncProperty(names, regions, moments, text, text, async (cluster, region, at, secret, session) => {
    const credentials = { accessKeyId, secretAccessKey: secret, sessionToken: session };
    const token = await eksToken({ cluster, region, credentials, at });
    const sessions = new Map([[accessKeyId, { secretAccessKey: secret, sessionToken: session }]]);
    expect(callerOf({ token, cluster, sessions, now: at })).toBe(accessKeyId);
    expect(() => callerOf({ token, cluster: `${cluster}x`, sessions, now: at })).toThrow('signature');
    const late = new Date(at.getTime() + 15 * 60_000 + 1000);
    expect(() => callerOf({ token, cluster, sessions, now: late })).toThrow('expired');
  });
  await fc.assert(run, { numRuns: 100 });
});
