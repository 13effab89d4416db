import { HEAD } from './pod-status.ts';
import type { Step } from './stage.ts';

/** Template text: how often something repeated every `seconds` has happened since the pod started. */
export const timesSinceStart = (seconds: number): string =>
  `{{ if .status.startTime }}{{ div (sub (now | unixEpoch | int64) (toDate "2006-01-02T15:04:05Z07:00" .status.startTime | unixEpoch | int64)) ${seconds} | add 1 }}{{ else }}1{{ end }}`;

/** Sets $n and $m from the containers of the spec for which `condition` holds. */
export const fromSpec = (condition: string, message: string): string =>
  `{{ range .spec.containers }}{{ if ${condition} }}{{ $n = .name }}{{ $m = ${message} }}{{ end }}{{ end }}`;

/** Sets $n, $r and $m from the container statuses for which `condition` holds. */
export const fromStatus = (condition: string, message: string): string =>
  `{{ range .status.containerStatuses }}{{ if ${condition} }}{{ $n = .name }}{{ $r = .restartCount }}{{ $m = ${message} }}{{ end }}{{ end }}`;

// KWOK's own event step has no templates and names kwok_controller as source; an apply step has both.
/**
 * An event as the kubelet writes it: one object per pod and id, its count growing.
 * `set` is template text that sets $n (container) and $m (message); `count` is template text.
 */
export const event = (type: 'Normal' | 'Warning', reason: string, id: string, set: string, count = '1'): Step => ({
  apply: {
    template: `${HEAD}{{ $n := "" }}{{ $m := "" }}{{ $r := 0 }}
${set}
apiVersion: v1
kind: Event
metadata: {name: {{ printf "%s.%s" .metadata.name (printf "%s${id}" .metadata.uid | sha256sum | trunc 16) }}, namespace: {{ .metadata.namespace }}}
involvedObject: {apiVersion: v1, kind: Pod, name: {{ .metadata.name }}, namespace: {{ .metadata.namespace }}, uid: {{ .metadata.uid }}, fieldPath: {{ printf "spec.containers{%s}" $n | Quote }}}
type: ${type}
reason: ${reason}
message: {{ $m | Quote }}
source: {component: kubelet, host: {{ .spec.nodeName }}}
reportingComponent: kubelet
reportingInstance: {{ .spec.nodeName }}
{{ $sec := now | date "2006-01-02T15:04:05Z07:00" }}
firstTimestamp: {{ .status.startTime | default $sec | Quote }}
lastTimestamp: {{ $sec | Quote }}
count: ${count}`,
  },
});

export const started = (count = '1'): Step =>
  event(
    'Normal',
    'Started',
    'started',
    `{{ $n = (index .spec.containers 0).name }}{{ with $c }}{{ $n = . }}{{ end }}{{ range .status.containerStatuses }}{{ if eq .name $n }}{{ $r = .restartCount }}{{ end }}{{ end }}{{ $m = "Container started" }}`,
    count,
  );

/** A Logs object, so that `kubectl logs` and `logs --previous` of the faulty container serve logs/<file>.log. */
export const servesLog = (file: string): Step => ({
  apply: {
    template: `${HEAD}apiVersion: kwok.x-k8s.io/v1alpha1
kind: Logs
metadata: {name: {{ .metadata.name }}, namespace: {{ .metadata.namespace }}, ownerReferences: [{apiVersion: v1, kind: Pod, name: {{ .metadata.name }}, uid: {{ .metadata.uid }}}]}
{{ $f := get $a "fault.sim/log" | default "${file}" }}
spec: {logs: [{containers: [{{ with $c }}{{ . }}{{ else }}{{ range .spec.containers }}{{ .name }},{{ end }}{{ end }}], logsFile: logs/{{ $f }}.log, previousLogsFile: logs/{{ $f }}.log}, {logsFile: logs/ok.log, previousLogsFile: logs/ok.log}]}`,
  },
});
