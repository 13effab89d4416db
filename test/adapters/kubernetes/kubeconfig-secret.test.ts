import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { kubernetesClusters } from '../../../src/adapters/kubernetes/clusters.ts';
import type { kubeconfigFile } from '../../../src/adapters/kubernetes/kubeconfig-file.ts';
import { kubeconfigSecret } from '../../../src/adapters/kubernetes/kubeconfig-secret.ts';
import { ClusterConfig } from '../../../src/contracts/clusters.ts';
import { Fault } from '../../../src/contracts/fault.ts';
import { serve, status } from './canned-server.ts';

const config = { kind: 'kubeconfig', id: 'on-premises', secret: 'cluster.metal', reader: 'r', executor: 'e' } as const;

/** The text of a kubeconfig with one context. */
const kubeconfig = (parts: { context?: string; server?: string; user?: object; cluster?: object }): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: parts.server ?? 'http://127.0.0.1:9', ...parts.cluster } }],
    users: [{ name: 'u', user: parts.user ?? { token: 't' } }],
    contexts: [{ name: parts.context ?? 'r', context: { cluster: 'c', user: 'u' } }],
  });

/** Clusters whose kubeconfigs lie in these secrets; which were read is kept. */
function behind(secrets: Record<string, string>) {
  const read: string[] = [];
  const port = {
    async read(name: string): Promise<string[]> {
      read.push(name);
      return name in secrets ? [secrets[name] ?? ''] : [];
    },
  };
  const kubeconfig = (...[one, identity]: Parameters<typeof kubeconfigFile>) => kubeconfigSecret(one, identity, port);
  return { clusters: kubernetesClusters([config], { tries: 1 }, { kubeconfig }), read };
}
const faultOf = async (work: Promise<unknown>): Promise<Fault> => {
  const thrown = await work.catch((error: unknown) => error);
  if (thrown instanceof Fault) return thrown;
  throw new Error('no fault');
};

test('each identity reads its own secret, and is sent as it says; a renewed token is read after a 401', async () => {
  const { port, seen } = await serve(({ headers }) =>
    headers.authorization === 'Bearer old' ? status(401, 'Unauthorized', 'Unauthorized') : { body: { items: [] } },
  );
  const server = `http://127.0.0.1:${port}`;
  const secrets = {
    'cluster.metal.reader': kubeconfig({ server, user: { token: 'of-reader' } }),
    'cluster.metal.executor': kubeconfig({ server, context: 'e', user: { token: 'old' } }),
  };
  const { clusters, read } = behind(secrets);
  await (await clusters.open('on-premises', 'reader')).list('Pod');
  const executor = await clusters.open('on-premises', 'executor');
  secrets['cluster.metal.executor'] = kubeconfig({ server, context: 'e', user: { token: 'new' } });
  await executor.list('Pod');
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer of-reader', 'Bearer old', 'Bearer new']);
  expect(read).toEqual(['cluster.metal.reader', 'cluster.metal.executor', 'cluster.metal.executor']);
});

test('a secret that is not there names itself and what belongs there', async () => {
  const fault = await faultOf(behind({}).clusters.open('on-premises', 'reader'));
  expect([fault.word, fault.message]).toEqual(['Malformed', expect.stringContaining('secret cluster.metal.reader')]);
  expect(fault.hint).toContain('context r');
});

describe('what would run a program or read a file here is refused by its name', () => {
  test.each([
    ['exec', { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'aws' } }, {}, /token/],
    ['auth-provider', { 'auth-provider': { name: 'oidc', config: {} } }, {}, /token/],
    ['tokenFile', { tokenFile: '/etc/passwd' }, {}, /the token itself/],
    ['client-certificate', { 'client-certificate': '/etc/passwd' }, {}, /client-certificate-data/],
    ['client-key', { 'client-key': '/etc/passwd' }, {}, /client-key-data/],
    ['certificate-authority', { token: 't' }, { 'certificate-authority': '/etc/passwd' }, /certificate-authority-data/],
  ])('%s', async (field, user, cluster, instead) => {
    const { clusters } = behind({ 'cluster.metal.reader': kubeconfig({ user, cluster }) });
    const fault = await faultOf(clusters.open('on-premises', 'reader'));
    expect([fault.word, fault.message]).toEqual(['Malformed', expect.stringContaining(`has ${field}`)]);
    expect(fault.hint).toMatch(instead);
  });
});

test('a file named as the client library alone does is not read, for whichever user, and leaves nowhere', async () => {
  const { port, seen } = await serve(() => ({ body: { items: [] } }));
  const server = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'mendgate-kubeconfig-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'of-this-machine');
  writeFileSync(file, 'a-secret-of-this-machine');
  const own = behind({ 'cluster.metal.reader': kubeconfig({ server, user: { 'token-file': file } }) });
  const opening = own.clusters.open('on-premises', 'reader').then((cluster) => cluster.list('Pod'));
  const fault = await faultOf(opening).catch(() => undefined);
  expect(seen.map(({ headers }) => headers.authorization)).toEqual([]);
  expect([fault?.word, fault?.message]).toEqual(['Malformed', expect.stringContaining('has token-file')]);

  // Of a user who is not meant: the library would read it all the same, and fail of this one.
  const other = JSON.parse(kubeconfig({ server })) as { users: object[] };
  other.users.push({ name: 'other', user: { 'token-file': join(folder, 'not-there') } });
  const { clusters } = behind({ 'cluster.metal.reader': JSON.stringify(other) });
  await (await clusters.open('on-premises', 'reader')).list('Pod');
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer t']);
});

test('whatever lies in the secret, only Malformed escapes, and nothing of it is quoted', async () => {
  const whole = fc.oneof(fc.string(), fc.json(), fc.constant('users: [{name: u, user: {token: "hunter2'));
  const part = fc.dictionary(
    fc.constantFrom('token', 'exec', 'tokenFile', 'username', 'password', 'as'),
    fc.jsonValue(),
  );
  const texts = fc.oneof(
    whole,
    part.map((user) => kubeconfig({ user: { ...user, password: 'hunter2' } })),
  );
  const run = fc.asyncProperty(texts, async (text) => {
    const { clusters } = behind({ 'cluster.metal.reader': text });
    const thrown: unknown = await clusters.open('on-premises', 'reader').catch((error: unknown) => error);
    if (!(thrown instanceof Error)) return;
    expect(thrown).toMatchObject({ word: 'Malformed' });
    expect(`${thrown.message}${(thrown as Fault).hint}`).not.toContain('hunter2');
  });
  await fc.assert(run, { numRuns: 200 });
});

test('a home of one machine reads files only', async () => {
  const fault = await faultOf(kubernetesClusters([config]).open('on-premises', 'reader'));
  expect([fault.word, fault.hint]).toEqual(['Malformed', 'Give it a path.']);
});

test.each([
  [{}, false],
  [{ path: '/a' }, true],
  [{ secret: 'a' }, true],
  [{ path: '/a', secret: 'a' }, false],
])('a kubeconfig comes from one place: %j', (place, fits) => {
  expect(ClusterConfig.safeParse({ kind: 'kubeconfig', id: 'a', reader: 'r', ...place }).success).toBe(fits);
});
