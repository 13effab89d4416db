import type { Alert } from '../../contracts/alert.ts';
import { cleanLine } from './cut-text.ts';
import { intakeLimits } from './limits.ts';
import { severityOf } from './severity-of.ts';
import { cronJobOfJob, deploymentOfReplicaSet, workloadOfPod } from './workload-of-pod.ts';

export type Where = Pick<Alert, 'severity' | 'environment' | 'cluster' | 'namespace' | 'workload' | 'service'>;

/**
 * The names under which senders say where an alarm is, best first. `exported_` comes first: Prometheus puts a target's own
 * label there when it clashes with the label of the exporter that was scraped.
 */
const names = {
  cluster: ['cluster', 'cluster_name', 'k8s_cluster', 'k8s_cluster_name', 'kubernetes_cluster'],
  namespace: [
    'exported_namespace',
    'namespace',
    'kubernetes_namespace',
    'kubernetes_namespace_name',
    'k8s_namespace_name',
    'kube_namespace',
    'namespace_name',
    'destination_workload_namespace',
  ],
  environment: ['environment', 'env', 'deployment_environment', 'stage'],
  severity: ['severity', 'priority', 'alert_severity'],
  workload: [
    'deployment',
    'statefulset',
    'daemonset',
    'cronjob',
    'rollout',
    'k8s_deployment_name',
    'k8s_statefulset_name',
    'k8s_daemonset_name',
    'kube_deployment',
    'workload',
    'workload_name',
    'destination_workload',
  ],
  replicaSet: ['replicaset', 'k8s_replicaset_name'],
  job: ['job_name', 'k8s_job_name'],
  pod: ['exported_pod', 'pod', 'pod_name', 'kubernetes_pod_name', 'k8s_pod_name'],
  node: ['node', 'node_name', 'k8s_node_name'],
  service: ['exported_service', 'service', 'service_name', 'destination_service_name', 'app', 'app_kubernetes_io_name'],
  scrape: ['exported_job', 'job'],
} as const;

// What is scraped is not what is ill: these report on others.
const reporters =
  /(^|[-/])(kube-state-metrics|node-exporter|kubelet|cadvisor|blackbox(-exporter)?|pushgateway|prometheus-operator)$/;
const reporterIn = (name: string | undefined): string | undefined => reporters.exec(name ?? '')?.[2];

/** Where an alarm is and how bad, as far as its labels say. Nothing is guessed: what they do not say is absent. */
export function whereOf(labels: Readonly<Record<string, string>>): Where {
  const first = (candidates: readonly string[]): string | undefined => {
    for (const name of candidates) {
      const value = Object.hasOwn(labels, name) ? cleanLine(labels[name] ?? '', intakeLimits.name) : '';
      if (value !== '') return value;
    }
    return undefined;
  };
  const where: Where = {};
  const put = <K extends keyof Where>(name: K, value: Where[K] | undefined) => {
    if (value !== undefined) where[name] = value;
  };
  const workload = workloadIn(first);
  // An exporter's own pod and namespace on an alarm about something else (a node, an address) say nothing of where it is.
  const reporter = reporterIn(workload);
  const own = reporter !== undefined && reporter === reporterIn(first(names.scrape) ?? first(names.service));
  put('severity', severityOf(first(names.severity) ?? ''));
  put('environment', first(names.environment));
  put('cluster', first(names.cluster));
  put('namespace', first(own ? ['exported_namespace'] : names.namespace));
  put('workload', own ? undefined : workload);
  put('service', serviceIn(first));
  return where;
}

type First = (candidates: readonly string[]) => string | undefined;

function workloadIn(first: First): string | undefined {
  const named = first(names.workload);
  if (named !== undefined) return named;
  const replicaSet = first(names.replicaSet);
  if (replicaSet !== undefined) return deploymentOfReplicaSet(replicaSet);
  const job = first(names.job);
  if (job !== undefined) return cronJobOfJob(job);
  const pod = first(names.pod);
  return pod === undefined ? undefined : workloadOfPod(pod, first(names.node));
}

function serviceIn(first: First): string | undefined {
  const service = first(names.service);
  if (service !== undefined && reporterIn(service) === undefined) return service;
  // A scrape job may be written `namespace/name`.
  const job = first(names.scrape);
  if (job === undefined || reporterIn(job) !== undefined) return undefined;
  return /^[^/]+\/([^/]+)$/.exec(job)?.[1] ?? job;
}
