import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Fault } from '../../src/contracts/fault.ts';
import { clusters } from '../../src/runtime/aws/clusters.ts';
import { environmentOf } from '../../src/runtime/aws/environment.ts';
import { account } from '../adapters/aws/account.ts';
import { kubeconfig, serve } from '../adapters/kubernetes/canned-server.ts';

const roles = 'arn:aws:iam::111122223333:role/mendgate-us-east-1-';
const told = (text: unknown) =>
  clusters(
    environmentOf({
      CLUSTERS: typeof text === 'string' ? text : JSON.stringify(text),
      CLUSTER_ROLES: roles,
      SECRETS_PREFIX: 'mendgate',
    }),
  );
afterEach(() => vi.unstubAllEnvs());

/** What a function finds in its environment: an AWS on this machine. */
async function aws() {
  const cluster = { endpoint: 'https://127.0.0.1:9', authority: 'none' };
  const here = await account({ roles: [`${roles}executor`], clusters: { prod: cluster, prod_us: cluster } });
  onTestFinished(() => here.close());
  vi.stubEnv('AWS_ENDPOINT_URL', here.endpoint);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'function');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'function');
  return here;
}
const faultOf = async (work: Promise<unknown>): Promise<Fault> => {
  const thrown = await work.catch((error: unknown) => error);
  if (thrown instanceof Fault) return thrown;
  throw new Error('no fault');
};

test('a cluster in EKS is entered by the role of the identity, named as the stack names it', async () => {
  const here = await aws();
  const open = told([
    { kind: 'eks', id: 'prod' },
    { kind: 'eks', id: 'us', name: 'prod_us', region: 'us-west-2' },
  ]);
  const on = { session: 'proposal-1', approver: 'ada' };
  const near = await open.open('prod', 'executor', on);
  const far = await open.open('us', 'executor', on);
  expect(here.assumed()).toMatchObject([
    { role: `${roles}executor`, name: 'proposal-1', source: 'ada' },
    { role: `${roles}executor`, name: 'proposal-1', source: 'ada' },
  ]);
  expect([near.practice, far.practice]).toEqual([false, false]);
  const refused = await faultOf(near.list('Pod'));
  expect([refused.word, refused.hint]).toEqual([
    'Unavailable',
    expect.stringContaining('EKS cluster prod in eu-central-1'),
  ]);
  expect((await faultOf(far.list('Pod'))).hint).toContain('EKS cluster prod_us in us-west-2');
  expect((await faultOf(open.open('prod', 'reader', on))).word, 'no such role in this account').toBe('Forbidden');
});

test('a kubeconfig is read from its file, or from the secret of the identity', async () => {
  await aws();
  const { port } = await serve(() => ({ body: { items: [] } }));
  const path = await kubeconfig({ server: `http://127.0.0.1:${port}`, user: { token: 't' } });
  const open = told([
    { kind: 'kubeconfig', id: 'emulated', path, reader: 'main' },
    { kind: 'kubeconfig', id: 'metal', secret: 'cluster.metal', reader: 'main', executor: 'main' },
  ]);
  expect(await (await open.open('emulated', 'reader')).list('Pod')).toEqual([]);
  const fault = await faultOf(open.open('metal', 'executor'));
  expect([fault.word, fault.message]).toEqual([
    'Unavailable',
    expect.stringContaining('secret mendgate/cluster.metal.executor'),
  ]);
});

describe('a deployment that says something else is not served', () => {
  test.each(['{', '{}', '[{"kind":"eks"}]', '[{"kind":"gke","id":"a"}]'])('%s', async (text) => {
    expect(() => told(text)).toThrow(expect.objectContaining({ word: 'Impossible' }));
  });
});
