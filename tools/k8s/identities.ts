import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { groupOf, ROLES, userOf } from './roles.ts';

/** Paths of kubeconfig files. They are JSON, which is YAML; each holds a token, so mode 0600. */
export type Kubeconfigs = {
  /** Everything is allowed. */
  readonly admin: string;
  readonly reader: string;
  readonly rehearser: string;
  readonly executor: string;
  /** The contexts `reader`, `rehearser` and `executor` in one file; `reader` is the current one. */
  readonly mendgate: string;
};

export const kubeconfigs = (dir: string): Kubeconfigs => ({
  admin: join(dir, 'admin.kubeconfig'),
  reader: join(dir, 'reader.kubeconfig'),
  rehearser: join(dir, 'rehearser.kubeconfig'),
  executor: join(dir, 'executor.kubeconfig'),
  mendgate: join(dir, 'mendgate.kubeconfig'),
});

type Identity = { readonly context: string; readonly user: string; readonly group: string };
const MASTERS = 'system:masters';
const mendgate: readonly Identity[] = ROLES.map((role) => ({
  context: role,
  user: userOf(role),
  group: groupOf(role),
}));
// A name for each component, so that the audit log can tell them from people.
const others: readonly Identity[] = [
  { context: 'admin', user: 'admin', group: MASTERS },
  { context: 'kube-controller-manager', user: 'system:kube-controller-manager', group: MASTERS },
  { context: 'kube-scheduler', user: 'system:kube-scheduler', group: MASTERS },
  { context: 'kwok', user: 'kwok', group: MASTERS },
];

/** The API server's token file and all kubeconfigs, with tokens made anew: file path -> text. */
export function identityFiles(dir: string, server: string): Map<string, string> {
  const withToken = [...mendgate, ...others].map((id) => ({ ...id, token: randomBytes(24).toString('hex') }));
  const files = new Map<string, string>();
  files.set(join(dir, 'tokens.csv'), withToken.map((i) => `${i.token},${i.user},${i.user},${i.group}\n`).join(''));
  for (const id of withToken) files.set(join(dir, `${id.context}.kubeconfig`), kubeconfig(dir, server, [id]));
  files.set(join(dir, 'mendgate.kubeconfig'), kubeconfig(dir, server, withToken.slice(0, mendgate.length)));
  return files;
}

function kubeconfig(dir: string, server: string, ids: readonly (Identity & { readonly token: string })[]): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    // The certificate the API server signs for itself when it starts; the file holds its CA too.
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority': join(dir, 'certs', 'apiserver.crt') } }],
    users: ids.map(({ user, token }) => ({ name: user, user: { token } })),
    contexts: ids.map(({ context, user }) => ({ name: context, context: { cluster: 'test', user } })),
    'current-context': ids[0]?.context,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
