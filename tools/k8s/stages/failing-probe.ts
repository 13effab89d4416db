import { event, started, timesSinceStart } from './pod-events.ts';
import { containerId, firstStatus, forBad, HEAD, IMAGE_ID } from './pod-status.ts';
import { alive, every, fresh, holds, PRELUDE, type Stage, stage, status } from './stage.ts';

/** Running but never ready while the readiness probe aims at another port than fault.sim/listens-on. */
export const failingProbe: readonly Stage[] = [
  stage(
    'Pod',
    'pod-probe-failing',
    [
      alive,
      fresh,
      holds(`${PRELUDE}$a["fault.sim/listens-on"] as $l | $l != null and ([$cs[] | .ports as $ports | (.readinessProbe.httpGet // .readinessProbe.tcpSocket // empty) | .port
    | if type == "string" then . as $n | ([($ports // [])[] | select(.name == $n) | .containerPort][0] // $n) else . end | tostring != $l] | any)`),
    ],
    [
      status(
        HEAD +
          forBad('.readinessProbe') +
          firstStatus(
            'Running',
            `imageID: ${IMAGE_ID}\ncontainerID: ${containerId(0)}\nstarted: true\nstate: {running: {startedAt: {{ $now | Quote }}}}`,
          ),
      ),
      started(),
    ],
    { weight: 1 },
  ),
  stage(
    'Pod',
    'pod-probe-failing-event',
    [
      alive,
      holds(
        '[.status.containerStatuses[] | .state.running != null and .started and (.ready | not) and .lastState.terminated == null] | any',
      ),
    ],
    [
      status(`conditions: [{type: Ready, lastProbeTime: {{ Now | Quote }}}]`),
      event(
        'Warning',
        'Unhealthy',
        'probe',
        `{{ range .spec.containers }}{{ if and (or (not $c) (eq .name $c)) .readinessProbe }}{{ $n = .name }}
{{ $h := .readinessProbe.httpGet | default .readinessProbe.tcpSocket }}{{ $port := toString $h.port }}{{ range .ports }}{{ if eq (.name | default "") $port }}{{ $port = toString .containerPort }}{{ end }}{{ end }}
{{ $m = printf "Readiness probe failed: dial tcp %s:%s: connect: connection refused" $p.status.podIP $port }}
{{ if .readinessProbe.httpGet }}{{ $m = printf "Readiness probe failed: Get \\"%s://%s:%s%s\\": dial tcp %s:%s: connect: connection refused" ($h.scheme | default "HTTP" | lower) $p.status.podIP $port ($h.path | default "/") $p.status.podIP $port }}{{ end }}{{ end }}{{ end }}`,
        timesSinceStart(10),
      ),
    ],
    every(1000, 10000),
  ),
];
