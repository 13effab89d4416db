import { type Step, status } from './stage.ts';

// Go template text that yields YAML. $p is the pod, $a its annotations, $c the one container meant, $bad the names of the
// faulty containers.
export const HEAD = `{{ $p := . }}{{ $now := now | date "2006-01-02T15:04:05.999999999Z07:00" }}{{ $a := .metadata.annotations | default dict }}{{ $c := get $a "fault.sim/container" }}{{ $bad := list }}\n`;

/** Fills $bad with the containers for which `condition` holds. */
export const forBad = (condition: string): string =>
  `{{ range .spec.containers }}{{ if and (or (not $c) (eq .name $c)) ${condition} }}{{ $bad = append $bad .name }}{{ end }}{{ end }}\n`;

/** A container id that changes with every restart, as a runtime's does. */
export const containerId = (restarts: number | string): string =>
  `containerd://{{ printf "%s%s%d" $p.metadata.uid .name (int ${restarts}) | sha256sum }}`;

export const IMAGE_ID = '{{ printf "%s@sha256:%s" .image (.image | sha256sum) | Quote }}';

/** Condition on a container status: it waits for this reason. */
export const waitsFor = (reason: string): string => `eq (dig "state" "waiting" "reason" "" .) "${reason}"`;

// Patch podIP, never podIPs: its merge key is the ip, so a stage played twice would add a second address (422). The server
// derives the list.
/** The whole status of a pod seen for the first time; `faulty` = the state lines of a container in $bad. */
export const firstStatus = (phase: string, faulty: string): string => `
phase: ${phase}
startTime: {{ $now | Quote }}
conditions:
- {type: PodReadyToStartContainers, status: "True", lastTransitionTime: {{ $now | Quote }}}
- {type: Initialized, status: "True", lastTransitionTime: {{ $now | Quote }}}
{{ range list "Ready" "ContainersReady" }}
{{ if $bad }}
- {type: {{ . }}, status: "False", reason: ContainersNotReady, message: "containers with unready status: [{{ join " " $bad }}]", lastTransitionTime: {{ $now | Quote }}}
{{ else }}
- {type: {{ . }}, status: "True", lastTransitionTime: {{ $now | Quote }}}
{{ end }}
{{ end }}
{{ range .spec.readinessGates }}
- {type: {{ .conditionType | Quote }}, status: "True", lastTransitionTime: {{ $now | Quote }}}
{{ end }}
{{ if .spec.initContainers }}
initContainerStatuses:
{{ range .spec.initContainers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ${IMAGE_ID}
  containerID: ${containerId(0)}
  ready: true
  restartCount: 0
  {{ if eq (.restartPolicy | default "") "Always" }}
  started: true
  state: {running: {startedAt: {{ $now | Quote }}}}
  {{ else }}
  state: {terminated: {exitCode: 0, reason: Completed, containerID: "${containerId(0)}", startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }}}}
  {{ end }}
{{ end }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  restartCount: 0
  {{ if has .name $bad }}
  ready: false
${indent(faulty)}
  {{ else }}
  imageID: ${IMAGE_ID}
  containerID: ${containerId(0)}
  ready: true
  started: true
  state: {running: {startedAt: {{ $now | Quote }}}}
  {{ end }}
{{ end }}
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
hostIPs: [{ip: {{ NodeIPWith .spec.nodeName | Quote }}}]
{{ $ip := PodIPWith .spec.nodeName (or .spec.hostNetwork false) .metadata.uid .metadata.name .metadata.namespace }}
podIP: {{ $ip | Quote }}
`;

/** Rewrites the container statuses for which `condition` holds; the others stay as they are. */
export const rewrite = (condition: string, lines: string): Step =>
  status(`${HEAD}containerStatuses:
{{ range .status.containerStatuses }}
{{ if ${condition} }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
${indent(lines)}
{{ else }}
- {{ toJson . }}
{{ end }}
{{ end }}`);

function indent(lines: string): string {
  return lines.replace(/^/gm, '  ');
}
