import { Annotations, type Stack } from 'aws-cdk-lib';
import { ClusterConfig } from '../src/contracts/clusters.ts';
import { identities } from '../src/contracts/identities.ts';
import type { Cluster } from './cluster-context.ts';
import { clusterRoleArn } from './cluster-roles.ts';

/**
 * The clusters as functions are told of them, as JSON. A kind the functions do not know would stop every step that opens a
 * cluster, so it is left out and said: its roles are there, and alarms about it are escalated to people.
 */
export function toldClusters(stack: Stack, clusters: readonly Cluster[]): string {
  const all = clusters.map((cluster) => (cluster.kind === 'eks' ? eksConfig(stack, cluster) : cluster));
  const told = all.filter((cluster) => ClusterConfig.safeParse(cluster).success);
  const left = all.filter((cluster) => !told.includes(cluster)).map((cluster) => cluster.id);
  if (left.length > 0)
    Annotations.of(stack).addWarningV2(
      'mendgate:clusters',
      `the functions of this build cannot open ${left.join(', ')} yet: roles and access entries are made, CLUSTERS leaves them out`,
    );
  return stack.toJsonString(told);
}

const eksConfig = (stack: Stack, cluster: Extract<Cluster, { kind: 'eks' }>) => ({
  kind: cluster.kind,
  id: cluster.id,
  name: cluster.name ?? cluster.id,
  region: cluster.region ?? stack.region,
  ...Object.fromEntries(identities.map((identity) => [identity, clusterRoleArn(stack, identity)])),
});
