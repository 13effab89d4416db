import { started } from './pod-events.ts';
import { firstStatus, HEAD } from './pod-status.ts';
import { absent, after, alive, allReady, fresh, oneOf, present, running, type Stage, stage, status } from './stage.ts';

/** What happens to every pod: it runs, becomes ready again after its node was away, completes when a Job owns it, goes. */
export const podLife: readonly Stage[] = [
  stage('Pod', 'pod-run', [alive, fresh], [status(HEAD + firstStatus('Running', 'state: {}')), started()], {
    weight: 0,
  }),
  // The node controller sets Ready=False on every pod of a node that missed its lease; a kubelet sets it back.
  stage(
    'Pod',
    'pod-ready-again',
    [alive, running, allReady, oneOf('.status.conditions[] | select(.type == "Ready") | .status', 'False')],
    [
      status(
        `{{ $now := Now }}\nconditions:\n{{ range list "Ready" "ContainersReady" }}\n- {type: {{ . }}, status: "True", lastTransitionTime: {{ $now | Quote }}}\n{{ end }}`,
      ),
    ],
    after(1000),
  ),
  stage(
    'Pod',
    'pod-delete',
    [present('.metadata.deletionTimestamp'), absent('.metadata.finalizers')],
    [{ delete: true }],
  ),
  stage(
    'Pod',
    'pod-complete',
    [alive, running, oneOf('.metadata.ownerReferences[].kind', 'Job'), allReady],
    [
      status(`${HEAD}phase: Succeeded
conditions:
- {type: Ready, status: "False", reason: PodCompleted, lastTransitionTime: {{ $now | Quote }}}
- {type: ContainersReady, status: "False", reason: PodCompleted, lastTransitionTime: {{ $now | Quote }}}
containerStatuses:
{{ range .status.containerStatuses }}
- {name: {{ .name }}, image: {{ .image | Quote }}, imageID: {{ .imageID | Quote }}, containerID: {{ .containerID | Quote }}, ready: false, started: false, restartCount: 0, state: {terminated: {exitCode: 0, reason: Completed, containerID: {{ .containerID | Quote }}, startedAt: {{ .state.running.startedAt | Quote }}, finishedAt: {{ $now | Quote }}}}}
{{ end }}`),
    ],
    after(1000),
  ),
];
