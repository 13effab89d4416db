import { ArnFormat, type Stack } from 'aws-cdk-lib';
import type { DeployedCluster } from '../src/contracts/deployed-clusters.ts';
import type { Identity } from '../src/contracts/identities.ts';
import { clusterRoleArn, eksAmong } from './cluster-roles.ts';
import type { WayIn } from './rights.ts';

/** Secrets Manager ends each name with a hyphen and six characters of its own. */
const END = '-??????';

/**
 * What each identity enters clusters with. Secrets are named whole and per identity: whoever looks cannot read what changes.
 * What there is none of is an empty list, and nobody is granted it.
 */
export function waysInto(
  stack: Stack,
  prefix: string,
  clusters: readonly DeployedCluster[],
): Record<WayIn, readonly string[]> {
  const eks = eksAmong(clusters).length > 0;
  const role = (identity: Identity): string[] => (eks ? [clusterRoleArn(stack, identity)] : []);
  const kubeconfigs = (identity: Identity): string[] =>
    clusters.flatMap((cluster) =>
      cluster.kind === 'kubeconfig' && cluster.secret !== undefined && cluster[identity] !== undefined
        ? [secretArn(stack, `${prefix}/${cluster.secret}.${identity}`)]
        : [],
    );
  return {
    ReaderRole: role('reader'),
    RehearserRole: role('rehearser'),
    ExecutorRole: role('executor'),
    ReaderKubeconfigs: kubeconfigs('reader'),
    RehearserKubeconfigs: kubeconfigs('rehearser'),
    ExecutorKubeconfigs: kubeconfigs('executor'),
  };
}

const secretArn = (stack: Stack, name: string): string =>
  stack.formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${name}${END}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
