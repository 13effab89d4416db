// KWOK stages: kubelet behaviour decided from the pod TEMPLATE, so that a template patch through the API heals (new
// ReplicaSet -> new pods -> no fault matches -> pod-run). The knobs are annotations of the pod template:
//   fault.sim/needs-memory: 128Mi                 OOMKilled loop while limits.memory is below it
//   fault.sim/needs-env: DATABASE_URL             exit 1 loop while the env var is not set
//   fault.sim/good-images: "a/b:1,a/b:2"          ErrImagePull/ImagePullBackOff for any other image (":bad…" tags always fail)
//   fault.sim/listens-on: "8080"                  readiness probe fails while it aims at another port
//   fault.sim/known-refs: "configmap/a,secret/b"  CreateContainerConfigError for any other non-optional env ref; KWOK sees
//                                                 only the pod: creating the ConfigMap does not heal, changing the ref does
//   fault.sim/container: app                      limits the rules to one container (default: every container)
//   fault.sim/log: NAME                           pod logs serve logs/NAME.log instead of the fault's own file
// The knobs tell the answer: whoever diagnoses such a pod must not be shown fault.sim/ annotations.
import { crashes } from './crash.ts';
import { failingProbe } from './failing-probe.ts';
import { imagePull } from './image-pull.ts';
import { missingReference } from './missing-reference.ts';
import { nodeLife } from './node-life.ts';
import { podLife } from './pod-life.ts';
import type { Stage } from './stage.ts';

const otherLogs: Stage = {
  apiVersion: 'kwok.x-k8s.io/v1alpha1',
  kind: 'ClusterLogs',
  metadata: { name: 'default' },
  spec: { logs: [{ logsFile: 'logs/ok.log', previousLogsFile: 'logs/ok.log' }] },
};

// Of several matching stages KWOK draws one by weight, and weight 0 is the fallback. 1e18 : 1e12 : 1e6 : 1 : 0 is a de-facto
// order pull > config > crash > probe > run (a kubelet's order), wrong once in a million pods with several faults.
export const stages: readonly Stage[] = [
  ...podLife,
  ...imagePull,
  ...missingReference,
  ...crashes,
  ...failingProbe,
  ...nodeLife,
  otherLogs,
];

/** The lines each log file serves. An OOM kill leaves no last words. */
export const logLines: Readonly<Record<string, readonly string[]>> = {
  ok: ['server listening', 'ready to accept connections'],
  'pod-oom-killed': ['loading cache into memory', 'cache: 40% loaded', 'cache: 80% loaded'],
  'pod-exit-1': ['starting', 'config: required environment variable is not set', 'fatal: exiting with status 1'],
};

/** A KWOK configuration file: JSON documents, which are YAML. */
export const stagesText = (): string => stages.map((s) => JSON.stringify(s)).join('\n---\n');
