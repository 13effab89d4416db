import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Grants, manifests, usedGrants } from '../../src/adapters/kubernetes/manifests.ts';
import { apply, grantsAreEffective, policyIsEffective } from './access.ts';
import { type Api, api } from './api.ts';
import { auditPolicy } from './audit-policy.ts';
import { binDir, logsCrd, missing } from './build.ts';
import { apiserver, asksWebhook, controllerManager, etcd, kwok, node, type Ports, scheduler } from './components.ts';
import { DIR_PREFIX, down } from './down.ts';
import { freePorts } from './free-ports.ts';
import { identityFiles, type Kubeconfigs, kubeconfigs } from './identities.ts';
import { hasRecord, isAlive, readRecord, type Starter, starter } from './processes.ts';
import { AUDIT_LOG } from './read-audit.ts';
import { logLines, stagesText } from './stages/stages.ts';
import { until } from './until.ts';

export type UpOptions = {
  /** An absent or empty directory, or one an earlier control plane left behind. Default: a new one in the system's temp folder. */
  readonly dir?: string;
  /** How many nodes, named node-0 … Each takes 250 pods. Default 1. */
  readonly nodes?: number;
  /** What the three identities may do. */
  readonly grants?: Grants;
  /** More log files for the annotation fault.sim/log: name -> lines. */
  readonly extraLogs?: Readonly<Record<string, readonly string[]>>;
  /** An address on this machine that is asked about tokens nobody here knows (TokenReview v1): how EKS knows IAM. */
  readonly tokenWebhook?: string;
  /** Outlive this process (the command line does). Default false: ended when this process exits. */
  readonly detached?: boolean;
};
export type ControlPlane = {
  readonly dir: string;
  readonly server: string;
  readonly kubeconfigs: Kubeconfigs;
  /** JSON lines; `readAudit(dir)` reads it. */
  readonly auditLog: string;
  /** Milliseconds until the API server was ready, and until nodes, grants and policy were. */
  readonly apiserverMs: number;
  readonly readyMs: number;
  readonly pids: Readonly<Record<string, number>>;
};

/** Starts a control plane on 127.0.0.1 and waits until it can be used. When that fails, nothing stays running; the logs stay. */
export async function up(options: UpOptions = {}): Promise<ControlPlane> {
  const bin = binDir();
  const lacking = missing(bin);
  if (lacking.length > 0)
    throw new Error(
      `${lacking.join(', ')} not built yet: run \`node tools/k8s/kube.ts build\` once (it takes some minutes)`,
    );
  const dir = prepare(options.dir);
  try {
    return await bringUp(dir, bin, options);
  } catch (cause) {
    await down({ dir, keep: true });
    throw new Error(
      `the control plane did not come up (${cause instanceof Error ? cause.message : cause}); see ${dir}/*.log`,
      { cause },
    );
  }
}

async function bringUp(dir: string, bin: string, options: UpOptions): Promise<ControlPlane> {
  const begin = performance.now();
  const processes = starter(dir, bin);
  const ports = await choosePorts();
  const server = `https://127.0.0.1:${ports.api}`;
  writeFiles(dir, server, options.extraLogs ?? {});
  if (options.tokenWebhook !== undefined) writeWebhook(dir, options.tokenWebhook);
  const paths = kubeconfigs(dir);
  const admin = api(paths.admin);
  const wait = async (what: string, check: () => Promise<boolean>): Promise<number> => {
    await until(what, check, { within: 90_000, hopeless: () => describeEnd(processes) });
    return Math.round(performance.now() - begin);
  };

  processes.start('etcd', etcd(ports));
  processes.start('kube-apiserver', [
    ...apiserver(ports, AUDIT_LOG),
    ...(options.tokenWebhook === undefined ? [] : asksWebhook(TOKEN_WEBHOOK)),
  ]);
  const apiserverMs = await wait('API server', async () => (await admin('GET', '/readyz')).code === 200);
  processes.start('kube-controller-manager', controllerManager());
  processes.start('kube-scheduler', scheduler());
  await admin('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', logsCrd(bin), {
    type: 'application/yaml',
  });
  await apply(admin, manifests(options.grants ?? usedGrants));
  await wait('pod logs', async () => (await admin('GET', '/apis/kwok.x-k8s.io/v1alpha1/logs')).code === 200);
  processes.start('kwok', kwok(ports));
  const nodes = options.nodes ?? 1;
  for (let i = 0; i < nodes; i++) await admin('POST', '/api/v1/nodes', node(`node-${i}`));
  await wait('nodes', async () => (await readyNodes(admin)) >= nodes);
  await wait('default service account', async () => (await admin('GET', SERVICE_ACCOUNT)).code === 200);
  await wait('grants', () => grantsAreEffective(admin, options.grants ?? usedGrants));
  const readyMs = await wait('dry-run policy', () => policyIsEffective(admin));
  if (options.detached) processes.detach();
  return {
    dir,
    server,
    kubeconfigs: paths,
    auditLog: join(dir, AUDIT_LOG),
    apiserverMs,
    readyMs,
    pids: processes.pids(),
  };
}

const TOKEN_WEBHOOK = 'token-webhook.kubeconfig';
const SERVICE_ACCOUNT = '/api/v1/namespaces/default/serviceaccounts/default';

function prepare(wanted: string | undefined): string {
  if (wanted === undefined) return mkdtempSync(join(tmpdir(), DIR_PREFIX));
  const dir = resolve(wanted);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  // `down` removes the directory, so it must be nobody else's.
  if (hasRecord(dir)) {
    if (readRecord(dir).procs.some(isAlive))
      throw new Error(`${dir} is in use: run \`node tools/k8s/kube.ts down --dir ${dir}\` first`);
    for (const name of readdirSync(dir)) rmSync(join(dir, name), { recursive: true });
  } else if (readdirSync(dir).length > 0) throw new Error(`${dir} is not empty: name an empty or a new directory`);
  chmodSync(dir, 0o700);
  return dir;
}

async function choosePorts(): Promise<Ports> {
  const [etcdPort = 0, etcdPeer = 0, apiPort = 0, kubelet = 0] = await freePorts(4);
  return { etcd: etcdPort, etcdPeer, api: apiPort, kubelet };
}

function writeFiles(dir: string, server: string, extraLogs: Readonly<Record<string, readonly string[]>>): void {
  const write = (path: string, text: string): void => writeFileSync(path, text, { mode: 0o600 });
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  write(join(dir, 'sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
  write(join(dir, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }).toString());
  write(join(dir, 'audit-policy.yaml'), JSON.stringify(auditPolicy(), null, 2));
  write(join(dir, 'stages.yaml'), stagesText());
  for (const [path, text] of identityFiles(dir, server)) write(path, text);
  mkdirSync(join(dir, 'logs'));
  const at = new Date().toISOString().replace('Z', '000000Z');
  for (const [name, lines] of Object.entries({ ...logLines, ...extraLogs }))
    write(join(dir, 'logs', `${name}.log`), lines.map((line) => `${at} stdout F ${line}\n`).join(''));
}

function writeWebhook(dir: string, server: string): void {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'webhook', cluster: { server } }],
    users: [{ name: 'apiserver', user: {} }],
    contexts: [{ name: 'webhook', context: { cluster: 'webhook', user: 'apiserver' } }],
    'current-context': 'webhook',
  };
  writeFileSync(join(dir, TOKEN_WEBHOOK), JSON.stringify(config), { mode: 0o600 });
}

function describeEnd(processes: Starter): string | undefined {
  const ended = processes.ended();
  return ended && `${ended.name} ended with code ${ended.code}`;
}

type NodeList = {
  items: { spec: { taints?: unknown[] }; status: { conditions?: { type: string; status: string }[] } }[];
};

async function readyNodes(admin: Api): Promise<number> {
  const list = JSON.parse((await admin('GET', '/api/v1/nodes')).text) as NodeList;
  const ready = (n: NodeList['items'][number]): boolean =>
    !n.spec.taints?.length && (n.status.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false);
  return list.items.filter(ready).length;
}
