import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eksConnections } from '../../src/adapters/aws/eks-connections.ts';
import { kubernetesClusters } from '../../src/adapters/kubernetes/clusters.ts';
import type { ClusterOf } from '../../src/contracts/clusters.ts';
import { groupOf, identities } from '../../src/contracts/identities.ts';
import type { ObjectRef } from '../../src/contracts/kube.ts';
import type { Behalf, Clusters, Identity } from '../../src/core/ports.ts';
import { api, type ControlPlane, down, readAudit, until, up } from '../../tools/k8s/kube.ts';
import { type Account, account } from '../adapters/aws/account.ts';
import { clustersContract } from '../contract/clusters-contract.ts';
import { contractWorkloads } from './contract-workloads.ts';
import { eksAuthenticator } from './eks-authenticator.ts';

const roleOf = (name: string) => `arn:aws:iam::111122223333:role/mendgate-us-east-1-${name}`;
const config: ClusterOf<'eks'> = {
  kind: 'eks',
  id: 'real',
  name: 'prod',
  region: 'eu-central-1',
  reader: roleOf('reader'),
  rehearser: roleOf('rehearser'),
  executor: roleOf('executor'),
};
const described: Record<string, { endpoint: string; authority: string }> = {};
let plane: ControlPlane;
let aws: Account;
let authenticator: Awaited<ReturnType<typeof eksAuthenticator>>;

/** The real control plane, entered as a cluster in EKS is: by tokens of sessions, and by nothing else. */
beforeAll(async () => {
  const roles = [...identities, 'stranger'].map(roleOf);
  aws = await account({ roles, clusters: described });
  const entries = Object.fromEntries(identities.map((identity) => [roleOf(identity), [groupOf(identity)]]));
  authenticator = await eksAuthenticator({ cluster: 'prod', who: aws.who, entries });
  plane = await up({ nodes: 2, tokenWebhook: authenticator.url });
  const authority = await readFile(join(plane.dir, 'certs', 'apiserver.crt'), 'utf8');
  for (const name of ['prod', 'staging']) described[name] = { endpoint: plane.server, authority };
});
afterAll(async () => {
  if (plane) await down({ dir: plane.dir });
  authenticator?.close();
  aws?.close();
});

const inEks = (given: Partial<ClusterOf<'eks'>> = {}, now: () => number = Date.now): Clusters => {
  const eks = eksConnections({ sts: aws.sts, eksEndpoint: aws.endpoint, now });
  return kubernetesClusters([{ ...config, ...given }], {}, { eks });
};
const open = (identity: Identity, on?: Behalf, given: Partial<ClusterOf<'eks'>> = {}, now?: () => number) =>
  inEks(given, now).open('real', identity, on);

clustersContract('clusters in EKS', async () => {
  const clusters = inEks();
  return {
    ...contractWorkloads(api(plane.kubeconfigs.admin)),
    cluster: (identity) => clusters.open('real', identity, { session: `contract-of-${identity}` }),
    // The plane outlives the contract: the tests below ask it more.
    close: async () => {},
  };
});

test("the cluster's audit names the proposal, and the session who approved it", async () => {
  const ref: ObjectRef = { kind: 'Deployment', namespace: 'contract-1', name: 'cart-1' };
  const executor = await open('executor', { session: '01KAW0T0REPROPOSAL', approver: 'ada@example.com' });
  const ops = [{ op: 'add', path: '/metadata/annotations/seen', value: 'yes' }] as const;
  await executor.patch(ref, ops, { dryRun: false, manager: 'mendgate-01KAW0T0REPROPOSAL' });
  const user = 'arn:aws:sts::111122223333:assumed-role/mendgate-us-east-1-executor/01KAW0T0REPROPOSAL';
  const patched = () => readAudit(plane.dir).find((event) => event.verb === 'patch' && event.user === user);
  await until('the audit of the patch', async () => patched() !== undefined, { within: 30_000 });
  expect(patched()).toMatchObject({ resource: 'deployments', name: 'cart-1', dryRun: false, code: 200 });
  expect(aws.assumed().filter(({ source }) => source !== undefined)).toEqual([
    expect.objectContaining({ role: roleOf('executor'), name: '01KAW0T0REPROPOSAL', source: 'ada@example.com' }),
  ]);
});

test.each<[string, Partial<ClusterOf<'eks'>>, number, string]>([
  ['a role without an access entry', { reader: roleOf('stranger') }, 0, 'no access entry'],
  ['a token for another cluster', { name: 'staging' }, 0, 'the signature is not of this session for this cluster'],
  ['a token of a quarter of an hour ago', {}, 15 * 60_000 + 1_000, 'expired'],
])('%s is nobody, and the hint says which entry is needed', async (_case, given, ago, why) => {
  const cluster = await open('reader', undefined, given, () => Date.now() - ago);
  const fault = await cluster.list('Pod').catch((thrown: unknown) => thrown);
  expect(fault).toMatchObject({
    word: 'Forbidden',
    hint: expect.stringMatching(/create-access-entry .*--kubernetes-groups mendgate:readers$/),
  });
  expect(authenticator.refused.at(-1)).toBe(why);
});
