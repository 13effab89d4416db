import { event, fromStatus, timesSinceStart } from './pod-events.ts';
import { firstStatus, HEAD, waitsFor } from './pod-status.ts';
import { after, alive, every, fresh, holds, PRELUDE, type Stage, stage, status, waiting } from './stage.ts';

const WHY = 'CreateContainerConfigError';
const need = (key: string, kind: string): string =>
  `{{ with .${key} }}{{ if and (not .optional) (not (has (printf "${kind}/%s" .name) $known)) }}{{ $_ := set $miss $n (printf "${kind} \\"%s\\" not found" .name) }}{{ end }}{{ end }}`;

/** CreateContainerConfigError for a non-optional env reference that is not in fault.sim/known-refs. */
export const missingReference: readonly Stage[] = [
  stage(
    'Pod',
    'pod-config-error',
    [
      alive,
      fresh,
      holds(`${PRELUDE}$a["fault.sim/known-refs"] as $k | $k != null and (($k | split(",")) as $known
    | def need(k; t): k // empty | select(.optional != true) | t + .name;
      [$cs[] | ((.envFrom // [])[] | need(.configMapRef; "configmap/"), need(.secretRef; "secret/")), ((.env // [])[].valueFrom // empty | need(.configMapKeyRef; "configmap/"), need(.secretKeyRef; "secret/"))]
    | any(. as $r | $known | index($r) == null))`),
    ],
    [
      status(`${HEAD}{{ $known := splitList "," (get $a "fault.sim/known-refs" | default "") }}{{ $miss := dict }}
{{ range .spec.containers }}{{ $n := .name }}{{ if or (not $c) (eq $n $c) }}{{ range .envFrom }}${need('configMapRef', 'configmap')}${need('secretRef', 'secret')}{{ end }}
{{ range .env }}{{ with .valueFrom }}${need('configMapKeyRef', 'configmap')}${need('secretKeyRef', 'secret')}{{ end }}{{ end }}{{ end }}{{ end }}
{{ $bad = keys $miss | sortAlpha }}
${firstStatus('Pending', `imageID: ""\nstarted: false\nstate: {waiting: {reason: ${WHY}, message: {{ get $miss .name | Quote }}}}`)}`),
    ],
    { weight: 1e12, ...after(300) },
  ),
  // A kubelet repeats this event on every sync. KWOK looks at a pod again only when it changed: hence the lastProbeTime.
  stage(
    'Pod',
    'pod-config-error-event',
    [alive, waiting(WHY)],
    [
      status(`conditions: [{type: Ready, lastProbeTime: {{ Now | Quote }}}]`),
      event(
        'Warning',
        'Failed',
        'config',
        fromStatus(waitsFor(WHY), 'printf "Error: %s" .state.waiting.message'),
        timesSinceStart(12),
      ),
    ],
    every(50, 12000),
  ),
];
