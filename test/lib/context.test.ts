import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeployContext, readContext, WrongContext } from '../../lib/context.ts';
import { read } from '../architecture/tree.ts';

const told = (values: Readonly<Record<string, unknown>>) =>
  readContext(Object.fromEntries(Object.entries(values).map(([name, value]) => [`mendgate:${name}`, value])));

test('nothing said is one deployment with a user pool, kept when the stack goes', () => {
  expect(readContext({ '@aws-cdk/core:anything': true, 'aws:cdk:x': 1 })).toEqual({
    stack: 'mendgate',
    tenant: 'home',
    clusters: [],
    removal: 'retain',
    start: 'alias',
    houseRules: '/opt/house-rules',
    liveLog: 'off',
  });
});

test('clusters come as JSON from a shell and as they are from cdk.json', () => {
  const clusters = [{ kind: 'eks', id: 'prod-eu', region: 'eu-central-1' }];
  expect(told({ clusters: JSON.stringify(clusters) }).clusters).toEqual(clusters);
  expect(told({ clusters }).clusters).toEqual(clusters);
});

test('letters are sent as an identity that is there, or below its domain', () => {
  for (const mailIdentity of ['ops@mail.example.com', 'mail.example.com', 'Example.com', undefined])
    expect(told({ mailFrom: 'ops@mail.example.com', ...(mailIdentity && { mailIdentity }) }).mailIdentity).toBe(
      mailIdentity,
    );
});

describe('what does not fit is refused by its name', () => {
  test.each<[Record<string, unknown>, RegExp]>([
    [{ stack: '1st' }, /mendgate:stack: a letter/],
    [{ stack: 'x'.repeat(33) }, /mendgate:stack/],
    [{ tenant: 'Acme Corp' }, /mendgate:tenant: lower-case/],
    [{ tenant: 'a#b' }, /mendgate:tenant/],
    [{ tenant: 7 }, /mendgate:tenant/],
    [{ clusters: '[{' }, /mendgate:clusters: not JSON/],
    [{ clusters: '{}' }, /mendgate:clusters/],
    [{ clusters: [{ kind: 'gke', id: 'a' }] }, /mendgate:clusters\[0\]\.kind/],
    [{ clusters: [{ kind: 'eks', id: 'a', regio: 'x' }] }, /mendgate:clusters\[0\].*regio/],
    [{ clusters: [{ kind: 'eks', id: 'a', region: 'Frankfurt' }] }, /mendgate:clusters\[0\]\.region/],
    [{ clusters: [{ kind: 'eks', id: 'a.b' }] }, /mendgate:clusters\[0\]\.name: EKS takes no such name/],
    [{ clusters: [{ kind: 'kubeconfig', id: 'a', path: 'here', reader: 'r' }] }, /clusters\[0\]\.path/],
    [
      { clusters: [{ kind: 'kubeconfig', id: 'a', secret: 'hook.a', reader: 'r' }] },
      /clusters\[0\]\.secret: cluster\. and/,
    ],
    [{ clusters: [{ kind: 'kubeconfig', id: 'a', secret: 'cluster.*', reader: 'r' }] }, /clusters\[0\]\.secret/],
    [{ clusters: [{ kind: 'kubeconfig', id: 'a', reader: 'r' }] }, /clusters\[0\]\.path: a kubeconfig comes from/],
    [
      { clusters: [{ kind: 'kubeconfig', id: 'a', path: '/a', secret: 'cluster.a', reader: 'r' }] },
      /clusters\[0\]\.path: a kubeconfig comes from/,
    ],
    [
      {
        clusters: Array.from({ length: 50 }, (_, at) => ({ kind: 'eks', id: `cluster-${at}`, region: 'eu-central-1' })),
      },
      /mendgate:clusters: \d+ characters, .* second stack/,
    ],
    [
      {
        clusters: [
          { kind: 'eks', id: 'a' },
          { kind: 'eks', id: 'a' },
        ],
      },
      /clusters\[1\]\.id: a is named twice/,
    ],
    [{ issuer: 'https://login.example.com' }, /mendgate:audience: .*together/],
    [{ audience: 'mendgate' }, /mendgate:issuer: .*together/],
    [{ issuer: 'http://login.example.com', audience: 'a' }, /mendgate:issuer: an https/],
    [{ issuer: 'login.example.com', audience: 'a' }, /mendgate:issuer/],
    [{ operator: 'nobody' }, /mendgate:operator/],
    [{ owner: 'ada' }, /mendgate:owner/],
    [{ owner: 'ada@example.com', issuer: 'https://login.example.com', audience: 'a' }, /mendgate:owner: .*add-person/],
    [{ mailFrom: 'example.com' }, /mendgate:mailFrom/],
    [{ mailIdentity: 'example.com' }, /mendgate:mailFrom: .*domain/],
    [{ mailFrom: 'a@example.com', mailIdentity: 'example' }, /mendgate:mailIdentity: an address or a domain/],
    [{ mailFrom: 'a@example.com', mailIdentity: 'b@example.com' }, /mendgate:mailIdentity/],
    [{ mailFrom: 'a@notexample.com', mailIdentity: 'example.com' }, /mendgate:mailIdentity/],
    [{ removal: 'delete' }, /mendgate:removal/],
    [{ start: 'now' }, /mendgate:start/],
    [{ liveLog: 'yes' }, /mendgate:liveLog/],
    [{ liveEndpoint: 'http://127.0.0.1:4566/live' }, /mendgate:liveEndpoint: an address with \{api\} in it/],
    [{ liveEndpoint: 'http://127.0.0.1:4566/{api}/live/' }, /mendgate:liveEndpoint/],
    [{ cluster: 'a' }, /mendgate:cluster is not known: the names are .*mendgate:clusters/],
    [{ constructor: 'a' }, /mendgate:constructor is not known/],
  ])('%j', (values, says) => {
    expect(() => told(values)).toThrow(WrongContext);
    expect(() => told(values)).toThrow(says);
    expect(() => told(values)).toThrow(/docs\/operate\.md/);
  });

  test('all of it at once', () => {
    expect(() => told({ tenant: '!', removal: '?' })).toThrow(/mendgate:tenant[\s\S]*mendgate:removal/);
  });
});

test('whatever is said, only WrongContext comes out', () => {
  const names = fc.oneof(fc.constantFrom(...Object.keys(DeployContext.shape)), fc.string({ maxLength: 12 }));
  fc.assert(
    fc.property(fc.dictionary(names, fc.oneof(fc.anything(), fc.json(), fc.string())), (values) => {
      try {
        expect(told(values).stack).toMatch(/^[A-Za-z]/);
      } catch (thrown) {
        if (!(thrown instanceof WrongContext)) throw thrown;
      }
    }),
    { numRuns: 500 },
  );
});

test('the manual has a row for every name', () => {
  const manual = read('docs/operate.md');
  expect(Object.keys(DeployContext.shape).filter((name) => !manual.includes(`| \`mendgate:${name}\` |`))).toEqual([]);
});
