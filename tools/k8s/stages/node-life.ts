import { noneOf, oneOf, type Stage, stage, status } from './stage.ts';

const READY = '.status.conditions[] | select(.type == "Ready") | .status';

/** A node becomes ready with room for 250 pods, and beats. */
export const nodeLife: readonly Stage[] = [
  stage(
    'Node',
    'node-initialize',
    [noneOf(READY, 'True')],
    [
      status(`{{ $now := Now }}
conditions:
{{ range NodeConditions }}
- {type: {{ .type }}, status: {{ .status | Quote }}, reason: {{ .reason }}, message: {{ .message | Quote }}, lastHeartbeatTime: {{ $now | Quote }}, lastTransitionTime: {{ $now | Quote }}}
{{ end }}
addresses: [{type: InternalIP, address: {{ NodeIP | Quote }}}, {type: Hostname, address: {{ .metadata.name | Quote }}}]
daemonEndpoints: {kubeletEndpoint: {Port: {{ NodePort }}}}
capacity: {cpu: "32", memory: 128Gi, pods: "250", ephemeral-storage: 200Gi}
allocatable: {cpu: "32", memory: 128Gi, pods: "250", ephemeral-storage: 200Gi}
nodeInfo: {architecture: amd64, bootID: "", containerRuntimeVersion: "kwok://{{ Version }}", kernelVersion: "", kubeProxyVersion: "", kubeletVersion: v1.36.2, machineID: "", operatingSystem: linux, osImage: "", systemUUID: ""}`),
    ],
  ),
  stage(
    'Node',
    'node-heartbeat',
    [oneOf(READY, 'True')],
    [
      status(
        '{{ $now := Now }}\nconditions:\n{{ range NodeConditions }}\n- {type: {{ .type }}, lastHeartbeatTime: {{ $now | Quote }}}\n{{ end }}',
      ),
    ],
    { delay: { durationMilliseconds: 280000, jitterDurationMilliseconds: 320000 } },
  ),
];
