import { Annotations, type Stack } from 'aws-cdk-lib';
import * as z from 'zod';
import { ClusterConfig } from '../src/contracts/clusters.ts';
import type { Cluster } from './cluster-context.ts';
import { clusterRoleArn } from './cluster-roles.ts';
import { identities } from './identities.ts';

/**
 * The clusters as functions are told of them, as JSON. A kind the functions do not know would stop every step that opens a
 * cluster, so it is left out and said: its roles are there, and alarms about it are escalated to people.
 */
export function toldClusters(stack: Stack, clusters: readonly Cluster[]): string {
  const told = clusters.map((cluster) => ({
    kind: cluster.kind,
    id: cluster.id,
    name: cluster.name ?? cluster.id,
    region: cluster.region ?? stack.region,
    ...Object.fromEntries(identities.map((identity) => [identity, clusterRoleArn(stack, identity)])),
  }));
  if (z.array(ClusterConfig).safeParse(told).success) return stack.toJsonString(told);
  Annotations.of(stack).addWarningV2(
    'mendgate:clusters',
    'the functions of this build cannot open EKS clusters yet: roles and access entries are made, CLUSTERS stays empty',
  );
  return '[]';
}
