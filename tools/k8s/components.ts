/** Ports of 127.0.0.1. */
export type Ports = {
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly api: number;
  readonly kubelet: number;
};

// All paths are relative: every component runs in the control plane's directory.
export const etcd = (ports: Ports): string[] => {
  const [client, peer] = [`http://127.0.0.1:${ports.etcd}`, `http://127.0.0.1:${ports.etcdPeer}`];
  return [
    '--data-dir=etcd',
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--quota-backend-bytes=4294967296',
    '--log-level=warn',
  ];
};

export const apiserver = (ports: Ports, auditLog: string): string[] => [
  `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
  '--cert-dir=certs',
  '--bind-address=127.0.0.1',
  '--advertise-address=127.0.0.1',
  `--secure-port=${ports.api}`,
  '--token-auth-file=tokens.csv',
  '--authorization-mode=Node,RBAC',
  '--anonymous-auth=false',
  '--service-account-key-file=sa.pub',
  '--service-account-signing-key-file=sa.key',
  '--service-account-issuer=https://kubernetes.default.svc',
  '--service-cluster-ip-range=10.96.0.0/16',
  '--allow-privileged=true',
  '--endpoint-reconciler-type=none',
  '--kubelet-preferred-address-types=InternalIP',
  '--event-ttl=1h',
  '--audit-policy-file=audit-policy.yaml',
  `--audit-log-path=${auditLog}`,
  '--audit-log-format=json',
  // Rotated, the reader would lose the beginning.
  '--audit-log-maxsize=4096',
];

/** Whatever token is in no file is shown to a webhook; what it says is remembered for a moment only. */
export const asksWebhook = (kubeconfig: string): string[] => [
  `--authentication-token-webhook-config-file=${kubeconfig}`,
  '--authentication-token-webhook-version=v1',
  '--authentication-token-webhook-cache-ttl=1s',
];

const controller = (name: string): string[] => [
  `--kubeconfig=${name}.kubeconfig`,
  '--leader-elect=false',
  '--secure-port=0',
  '--kube-api-qps=300',
  '--kube-api-burst=600',
];
const NO_CLOUD = ['node-ipam', 'service-lb', 'node-route', 'cloud-node-lifecycle'].map((name) => `-${name}-controller`);

export const scheduler = (): string[] => controller('kube-scheduler');

export const controllerManager = (): string[] => [
  ...controller('kube-controller-manager'),
  '--service-account-private-key-file=sa.key',
  '--root-ca-file=certs/apiserver.crt',
  `--controllers=*,${NO_CLOUD.join(',')}`,
  // A busy machine renews leases late; the default of 50 s would mark nodes NotReady and their pods with them.
  '--node-monitor-grace-period=2m',
  '--concurrent-deployment-syncs=10',
  '--concurrent-replicaset-syncs=10',
];

export const kwok = (ports: Ports): string[] => [
  '--config=stages.yaml',
  '--kubeconfig=kwok.kubeconfig',
  '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
  '--enable-crds=Logs',
  '--cidr=10.64.0.1/10',
  '--node-ip=127.0.0.1',
  `--node-port=${ports.kubelet}`,
  // --node-port alone listens on all interfaces, and without a certificate there is no TLS.
  `--server-address=127.0.0.1:${ports.kubelet}`,
  '--tls-cert-file=certs/apiserver.crt',
  '--tls-private-key-file=certs/apiserver.key',
  // The default of 0 makes no leases: nodes would go NotReady after the grace period.
  '--node-lease-duration-seconds=40',
];

export const node = (name: string): Record<string, unknown> => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    annotations: { 'kwok.x-k8s.io/node': 'fake' },
    labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
  },
});
