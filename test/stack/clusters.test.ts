import { randomUUID } from 'node:crypto';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { requestSigner } from '../../src/adapters/aws/request-signer.ts';
import { clusters } from '../../src/runtime/aws/clusters.ts';
import { environmentOf } from '../../src/runtime/aws/environment.ts';
import { account, region, type Stack, up } from '../../tools/stack/up.ts';
import { serve, status } from '../adapters/kubernetes/canned-server.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await up();
  for (const [name, value] of Object.entries(stack.environment)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await stack.close();
});

const prefix = `mendgate-${randomUUID()}`;
const told = (...list: object[]) =>
  clusters(
    environmentOf({
      CLUSTERS: JSON.stringify(list),
      CLUSTER_ROLES: `arn:aws:iam::${account}:role/mendgate-${region}-`,
      SECRETS_PREFIX: prefix,
    }),
  );

/** MiniStack's STS and EKS are written by others: what we ask them is what they understand. It runs no cluster behind it. */
test('a cluster in EKS is found by the role that was taken, and asked where EKS says it is', async () => {
  const made = await createCluster('prod_eu');
  const open = told({ kind: 'eks', id: 'prod', name: 'prod_eu' }, { kind: 'eks', id: 'nobody' });
  const cluster = await open.open('prod', 'executor', { session: 'proposal-1', approver: 'ada@example.com' });
  await expect(cluster.list('Pod')).rejects.toMatchObject({
    word: 'Unavailable',
    message: expect.stringContaining(made.endpoint),
    hint: expect.stringContaining(`role/mendgate-${region}-executor at EKS cluster prod_eu in ${region}`),
  });
  await expect(open.open('nobody', 'reader')).rejects.toMatchObject({ word: 'NotFound' });
});

test('a kubeconfig is a secret per identity, and its new version is read when the old token is refused', async () => {
  let valid = 'first';
  const { port, seen } = await serve(({ headers }) =>
    headers.authorization === `Bearer ${valid}` ? { body: { items: [] } } : status(401, 'Unauthorized', 'Unauthorized'),
  );
  const kubeconfig = (token: string): string =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }],
      users: [{ name: 'u', user: { token } }],
      contexts: [{ name: 'look', context: { cluster: 'c', user: 'u' } }],
    });
  const client = new SecretsManagerClient({});
  const SecretId = `${prefix}/cluster.metal.reader`;
  await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: kubeconfig('first') }));
  const open = told({ kind: 'kubeconfig', id: 'metal', secret: 'cluster.metal', reader: 'look', executor: 'mend' });
  const cluster = await open.open('metal', 'reader', { session: 'incident-1' });
  expect(await cluster.list('Pod')).toEqual([]);
  await expect(open.open('metal', 'executor')).rejects.toMatchObject({ word: 'Malformed' });

  await client.send(new PutSecretValueCommand({ SecretId, SecretString: kubeconfig('second') }));
  valid = 'second';
  // What was read is remembered for five seconds.
  await vi.waitFor(async () => expect(await cluster.list('Pod')).toEqual([]), { timeout: 20_000, interval: 500 });
  expect(seen.at(-1)?.headers.authorization).toBe('Bearer second');
});

async function createCluster(name: string): Promise<{ endpoint: string }> {
  const { protocol, hostname, port, host } = new URL(stack.endpoint);
  const body = JSON.stringify({
    name,
    roleArn: `arn:aws:iam::${account}:role/eks`,
    resourcesVpcConfig: { subnetIds: [] },
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test', sessionToken: 'test' };
  const { headers } = await requestSigner({ service: 'eks', region, credentials }).sign({
    method: 'POST',
    protocol,
    hostname,
    port: Number(port),
    path: '/clusters',
    headers: { host, 'content-type': 'application/json' },
    body,
  });
  const answer = await fetch(`${stack.endpoint}/clusters`, { method: 'POST', headers, body });
  return ((await answer.json()) as { cluster: { endpoint: string } }).cluster;
}
