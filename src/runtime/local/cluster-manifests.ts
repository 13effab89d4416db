import { manifests, manifestsYaml } from '../../adapters/kubernetes/manifests.ts';

/** What a cluster needs before it is looked at: as text for `kubectl apply -f -`, or as a List. */
export const clusterManifests = (format: 'yaml' | 'json'): string =>
  format === 'yaml'
    ? manifestsYaml().trimEnd()
    : JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests() }, null, 2);
