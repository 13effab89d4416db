import { event, fromStatus, servesLog, started } from './pod-events.ts';
import { containerId, firstStatus, forBad, HEAD, IMAGE_ID, rewrite, waitsFor } from './pod-status.ts';
import { after, alive, fresh, holds, PRELUDE, running, type Stage, stage, status, waiting } from './stage.ts';

const crash = (name: string, reason: string, exitCode: number, when: string): Stage =>
  stage(
    'Pod',
    name,
    [alive, fresh, holds(when)],
    [
      status(
        HEAD +
          forBad('true') +
          firstStatus(
            'Running',
            `imageID: ${IMAGE_ID}\ncontainerID: ${containerId(0)}\nstarted: false\nstate: {terminated: {reason: ${reason}, exitCode: ${exitCode}, containerID: "${containerId(0)}", startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }}}}`,
          ),
      ),
      started(),
      servesLog(name),
    ],
    { weight: 1e6, ...after(300) },
  );

/** running -> terminated -> CrashLoopBackOff -> running …: OOMKilled below fault.sim/needs-memory, exit 1 without fault.sim/needs-env. */
export const crashes: readonly Stage[] = [
  crash(
    'pod-oom-killed',
    'OOMKilled',
    137,
    `def bytes: capture("^(?<n>[0-9.]+)(?<u>[A-Za-z]*)$") | (.n | tonumber) * {"":1,"k":1e3,"M":1e6,"G":1e9,"T":1e12,"Ki":1024,"Mi":1048576,"Gi":1073741824,"Ti":1099511627776}[.u];
    ${PRELUDE}($a["fault.sim/needs-memory"] | bytes) as $need | [$cs[].resources.limits.memory // empty | bytes < $need] | any`,
  ),
  crash(
    'pod-exit-1',
    'Error',
    1,
    `${PRELUDE}$a["fault.sim/needs-env"] as $e | $e != null and ([$cs[] | [(.env // [])[] | select(.name == $e and ((.value // "") != "" or .valueFrom != null))] | length == 0] | any)`,
  ),
  stage(
    'Pod',
    'pod-crash-backoff',
    [alive, running, holds('[.status.containerStatuses[].state.terminated // empty | .exitCode != 0] | any')],
    [
      rewrite(
        '.state.terminated',
        `imageID: {{ .imageID | Quote }}
containerID: {{ .containerID | Quote }}
ready: false
started: false
restartCount: {{ .restartCount }}
lastState: {terminated: {{ toJson .state.terminated }}}
{{ $s := index (list "10s" "20s" "40s" "1m20s" "2m40s" "5m0s") (min (int .restartCount) 5) }}
state: {waiting: {reason: CrashLoopBackOff, message: {{ printf "back-off %s restarting failed container=%s pod=%s_%s(%s)" $s .name $p.metadata.name $p.metadata.namespace $p.metadata.uid | Quote }}}}`,
      ),
      event(
        'Warning',
        'BackOff',
        'crash',
        fromStatus(
          '.state.terminated',
          'printf "Back-off restarting failed container %s in pod %s_%s(%s)" .name $p.metadata.name $p.metadata.namespace $p.metadata.uid',
        ),
        '{{ add 1 $r }}',
      ),
    ],
    after(700),
  ),
  // Ten times a kubelet's speed: 1s, 2s, 4s … 30s.
  stage(
    'Pod',
    'pod-crash-restart',
    [alive, waiting('CrashLoopBackOff')],
    [
      rewrite(
        waitsFor('CrashLoopBackOff'),
        `imageID: {{ .imageID | Quote }}
containerID: ${containerId('(add 1 .restartCount)')}
ready: false
started: true
restartCount: {{ add 1 .restartCount }}
lastState: {{ toJson .lastState }}
state: {running: {startedAt: {{ $now | Quote }}}}`,
      ),
      started('{{ add 2 $r }}'),
    ],
    {
      delay: {
        durationMilliseconds: 5000,
        durationFrom: {
          jq: {
            expression:
              '[.status.containerStatuses[].restartCount] | max | if . > 4 then "30s" else (pow(2; .) | tostring) + "s" end',
          },
        },
      },
    },
  ),
  stage(
    'Pod',
    'pod-crash-again',
    [alive, holds('[.status.containerStatuses[] | .state.running != null and .lastState.terminated != null] | any')],
    [
      rewrite(
        'and .state.running .lastState.terminated',
        `imageID: {{ .imageID | Quote }}
containerID: {{ .containerID | Quote }}
ready: false
started: false
restartCount: {{ .restartCount }}
lastState: {{ toJson .lastState }}
state: {terminated: {reason: {{ .lastState.terminated.reason }}, exitCode: {{ .lastState.terminated.exitCode }}, containerID: {{ .containerID | Quote }}, startedAt: {{ .state.running.startedAt | Quote }}, finishedAt: {{ $now | Quote }}}}`,
      ),
    ],
    after(400),
  ),
];
