import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, sep } from 'node:path';

type Module = {
  /** Folder with go.mod and go.sum. Three modules, so that etcd's and KWOK's dependencies do not move Kubernetes' own. */
  readonly folder: string;
  readonly packages: readonly string[];
  readonly binaries: readonly string[];
  /** File name of a single package whose last path element is not the binary's name. */
  readonly output?: string;
  readonly linkVariables: Readonly<Record<string, string>>;
};

const HERE = import.meta.dirname;
const KUBERNETES = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;
const LOGS_CRD = 'kwok-logs-crd.yaml';
// To bump a version: `require` and all `replace` lines of its go.mod (v1.N.P -> v0.N.P), the variables here, `go mod tidy`,
// then the cluster tests.
const MODULES: readonly Module[] = [
  {
    folder: HERE,
    packages: KUBERNETES.map((name) => `k8s.io/kubernetes/cmd/${name}`),
    binaries: KUBERNETES,
    linkVariables: {
      'k8s.io/component-base/version.gitVersion': 'v1.36.2',
      'k8s.io/component-base/version.gitMajor': '1',
      'k8s.io/component-base/version.gitMinor': '36',
      'k8s.io/component-base/version.gitTreeState': 'clean',
    },
  },
  {
    folder: join(HERE, 'etcd'),
    packages: ['go.etcd.io/etcd/server/v3'],
    binaries: ['etcd'],
    output: 'etcd',
    linkVariables: {},
  },
  {
    folder: join(HERE, 'kwok'),
    packages: ['sigs.k8s.io/kwok/cmd/kwok'],
    binaries: ['kwok'],
    linkVariables: { 'sigs.k8s.io/kwok/pkg/consts.Version': 'v0.8.0' },
  },
];

/** Where the binaries are: KUBE_BIN_DIR, or a cache folder per set of go.mod and go.sum files (a version bump rebuilds). */
export function binDir(): string {
  const elsewhere = process.env.KUBE_BIN_DIR;
  if (elsewhere) return elsewhere;
  const hash = createHash('sha256');
  for (const { folder } of MODULES)
    for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(folder, file)));
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kube-test', hash.digest('hex').slice(0, 12));
}

/** The binaries that are not there yet. */
export function missing(bin = binDir()): string[] {
  return [...MODULES.flatMap((m) => m.binaries), LOGS_CRD].filter((name) => !existsSync(join(bin, name)));
}

/** The custom resource KWOK serves pod logs from. */
export const logsCrd = (bin: string): string => readFileSync(join(bin, LOGS_CRD), 'utf8');

/** Builds what is missing (minutes, once, about 4 GB of Go caches) and returns the folder. Progress goes to stderr. */
export function build(bin = binDir()): string {
  if (missing(bin).length === 0) return bin;
  mkdirSync(bin, { recursive: true });
  for (const module of MODULES)
    if (module.binaries.some((name) => !existsSync(join(bin, name)))) buildModule(module, bin);
  const kwok = go(join(HERE, 'kwok'), ['list', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kwok'], 'pipe').trim();
  writeFileSync(join(bin, LOGS_CRD), readFileSync(join(kwok, 'kustomize/crd/bases/kwok.x-k8s.io_logs.yaml')));
  return bin;
}

function buildModule(module: Module, bin: string): void {
  const fresh = mkdtempSync(join(bin, '.new-'));
  const begin = performance.now();
  try {
    const variables = Object.entries(module.linkVariables).map(([name, value]) => `-X ${name}=${value}`);
    const output = module.output ? join(fresh, module.output) : fresh + sep;
    const flags = ['-trimpath', '-ldflags', ['-s -w', ...variables].join(' '), '-o', output];
    go(module.folder, ['build', ...flags, ...module.packages], 'inherit');
    // Renamed only when complete: nobody ever starts a half-written binary.
    for (const name of readdirSync(fresh)) renameSync(join(fresh, name), join(bin, name));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  console.error(`built ${module.binaries.join(' ')} in ${((performance.now() - begin) / 1000).toFixed(0)} s`);
}

function go(folder: string, args: readonly string[], stdout: 'pipe' | 'inherit'): string {
  const flags = `${process.env.GOFLAGS ?? ''} -mod=readonly -buildvcs=false`.trim();
  try {
    const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: flags };
    // stdout of `up` is its JSON: a build writes to stderr only.
    const stdio = ['ignore', stdout === 'pipe' ? 'pipe' : process.stderr, 'inherit'] as const;
    return String(execFileSync('go', args, { cwd: folder, env, stdio: [...stdio] }) ?? '');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new Error(
      'The control plane for tests is built from source: install Go 1.26 or newer (https://go.dev/dl/) so that `go` is on ' +
        `the PATH, or set KUBE_BIN_DIR to a folder that holds ${missing('').join(', ')}.`,
      { cause },
    );
  }
}
