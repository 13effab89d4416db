import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import { ArnPrincipal, CompositePrincipal, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { DeployedCluster, EksCluster } from '../src/contracts/deployed-clusters.ts';
import { groupOf, type Identity, identities } from '../src/contracts/identities.ts';
import type { Functions } from './functions.ts';
import { identityOf } from './identities.ts';

/** Roles are known in a whole account, so the region is in the name: one stack name may live in two regions. */
const clusterRolePrefix = (stack: Stack): string => `${stack.stackName}-${stack.region}-`;

/** What the ARNs of the three roles begin with; each ends in its identity. */
export const clusterRolesArn = (stack: Stack): string =>
  stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: clusterRolePrefix(stack) });

export const clusterRoleArn = (stack: Stack, identity: Identity): string => `${clusterRolesArn(stack)}${identity}`;

export const eksAmong = (clusters: readonly DeployedCluster[]): EksCluster[] =>
  clusters.filter((it) => it.kind === 'eks');

/**
 * Three roles for looking, rehearsing and changing. In AWS they may only read where a cluster is; what they may do inside of
 * it is RBAC, bound to their groups. Nobody is administrator of a cluster.
 */
export class ClusterRoles extends Construct {
  constructor(scope: Construct, id: string, props: { clusters: readonly EksCluster[]; functions: Functions }) {
    super(scope, id);
    const stack = Stack.of(this);
    for (const identity of identities) {
      const users = (Object.keys(identityOf) as (keyof typeof identityOf)[]).filter(
        (it) => identityOf[it] === identity,
      );
      const principals = users.map((user) => props.functions.roleOf(user));
      const role = new Role(this, identity, {
        roleName: `${clusterRolePrefix(stack)}${identity}`,
        description: `Mendgate ${identity}: Kubernetes group ${groupOf(identity)}`,
        assumedBy: new CompositePrincipal(...principals.map((role) => new ArnPrincipal(role.roleArn))),
        inlinePolicies: {
          clusters: new PolicyDocument({
            statements: [
              new PolicyStatement({
                actions: ['eks:DescribeCluster'],
                resources: props.clusters.map((cluster) => clusterArn(stack, cluster)),
              }),
            ],
          }),
        },
      });
      role.assumeRolePolicy?.addStatements(
        new PolicyStatement({
          // The approver's name goes into CloudTrail with the session.
          actions: ['sts:SetSourceIdentity'],
          principals: principals.map((it) => new ArnPrincipal(it.roleArn)),
        }),
      );
      for (const cluster of props.clusters.filter((it) => isHere(stack, it)))
        new CfnAccessEntry(this, `${identity}-${cluster.id}`, {
          clusterName: cluster.name ?? cluster.id,
          principalArn: role.roleArn,
          kubernetesGroups: [groupOf(identity)],
          type: 'STANDARD',
        });
    }
  }
}

/** CloudFormation reaches clusters of its own region only; others' entries are made by hand (docs/operate.md). */
export const isHere = (stack: Stack, cluster: EksCluster): boolean =>
  cluster.region === undefined || cluster.region === stack.region;

const clusterArn = (stack: Stack, cluster: EksCluster): string =>
  stack.formatArn({
    service: 'eks',
    region: cluster.region ?? stack.region,
    resource: 'cluster',
    resourceName: cluster.name ?? cluster.id,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
