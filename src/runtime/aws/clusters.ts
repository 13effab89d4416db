import * as z from 'zod';
import { kubernetesClusters } from '../../adapters/kubernetes/clusters.ts';
import { ClusterConfig } from '../../contracts/clusters.ts';
import { Fault, issuesOf } from '../../contracts/fault.ts';
import type { Clusters } from '../../core/ports.ts';
import { shared } from '../aws.ts';

export const clusters = shared((environment): Clusters => kubernetesClusters(configsIn(environment('CLUSTERS'))));

function configsIn(text: string): ClusterConfig[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong('it is not JSON');
  }
  const configs = z.array(ClusterConfig).safeParse(value);
  if (configs.success) return configs.data;
  throw wrong(issuesOf(configs.error));
}

const wrong = (why: string): Fault =>
  new Fault('Impossible', `environment variable CLUSTERS: ${why}`, 'Correct the clusters of the deployment.');
