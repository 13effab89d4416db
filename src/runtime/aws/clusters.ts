import * as z from 'zod';
import { kubernetesClusters, type Ways } from '../../adapters/kubernetes/clusters.ts';
import { kubeconfigFile } from '../../adapters/kubernetes/kubeconfig-file.ts';
import { kubeconfigSecret } from '../../adapters/kubernetes/kubeconfig-secret.ts';
import type { ClusterConfig } from '../../contracts/clusters.ts';
import { DeployedCluster, type EksCluster } from '../../contracts/deployed-clusters.ts';
import { Fault, issuesOf } from '../../contracts/fault.ts';
import type { Clusters, Identity, Secrets } from '../../core/ports.ts';
import { shared } from '../aws.ts';
import type { eks } from './eks.ts';
import type { ReadEnvironment } from './environment.ts';

/** The clusters of a deployment: in EKS, behind kubeconfigs in Secrets Manager and, in an emulator, in files. */
export const clusters = shared(
  (environment): Clusters => kubernetesClusters(configsIn(environment), {}, waysIn(environment), Date.now),
);

function waysIn(environment: ReadEnvironment): Ways {
  let connect: Promise<ReturnType<typeof eks>> | undefined;
  let secrets: Promise<Secrets> | undefined;
  return {
    async eks(config, identity, on) {
      connect ??= import('./eks.ts').then(({ eks }) => eks());
      return (await connect)(config, identity, on);
    },
    async kubeconfig(config, identity) {
      if (config.secret === undefined) return kubeconfigFile(config, identity);
      secrets ??= import('./cluster-secrets.ts').then((it) => it.clusterSecrets(environment('SECRETS_PREFIX')));
      return kubeconfigSecret(config, identity, await secrets);
    },
  };
}

function configsIn(environment: ReadEnvironment): ClusterConfig[] {
  let value: unknown;
  try {
    value = JSON.parse(environment('CLUSTERS'));
  } catch {
    throw wrong('it is not JSON');
  }
  const clusters = z.array(DeployedCluster).safeParse(value);
  if (!clusters.success) throw wrong(issuesOf(clusters.error));
  return clusters.data.map((cluster) => (cluster.kind === 'eks' ? eksConfig(cluster, environment) : cluster));
}

function eksConfig({ kind, id, name = id, region }: EksCluster, environment: ReadEnvironment): ClusterConfig {
  const role = (identity: Identity): string => `${environment('CLUSTER_ROLES')}${identity}`;
  // Lambda tells every function where it is.
  const where = region ?? process.env.AWS_REGION ?? '';
  return {
    kind,
    id,
    name,
    region: where,
    reader: role('reader'),
    rehearser: role('rehearser'),
    executor: role('executor'),
  };
}

const wrong = (why: string): Fault =>
  new Fault('Impossible', `environment variable CLUSTERS: ${why}`, 'Correct the clusters of the deployment.');
