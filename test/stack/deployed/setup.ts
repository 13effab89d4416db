import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type ControlPlane, down, up as upPlane } from '../../../tools/k8s/kube.ts';
import { deploy } from '../../../tools/stack/deploy.ts';
import { type Stack, up } from '../../../tools/stack/up.ts';
import { python } from '../../../tools/stack/venv.ts';
import { KNOB_PREFIX } from '../../cluster/faults.ts';
import { quickRules } from '../../process/quick-rules.ts';
import { differences } from './differences.ts';
import { type Issuer, openIssuer } from './issuer.ts';
import { note, noted } from './timings.ts';

/** What the tests of the deployed stack are told: the same one for all of them. */
export interface Deployed {
  readonly endpoint: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly plane: Pick<ControlPlane, 'dir' | 'kubeconfigs'>;
  readonly issuer: Issuer;
  /** The file that `note` adds to. */
  readonly timings: string;
}
declare module 'vitest' {
  export interface ProvidedContext {
    deployed: Deployed;
  }
}

/** One control plane, one emulator and one deployment before all tests; all of it ends after them, failed or not. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const ending: (() => Promise<void>)[] = [];
  const end = async (): Promise<void> => {
    for (const close of ending.splice(0).reverse()) await close().catch((thrown) => console.error(thrown));
  };
  try {
    const folder = mkdtempSync(join(tmpdir(), 'mendgate-deployed-'));
    ending.push(async () => rmSync(folder, { recursive: true, force: true }));
    const timings = join(folder, 'timings');
    const begin = performance.now();
    python();
    note(timings, 'venv', performance.now() - begin);
    const { issuer, close } = await openIssuer();
    ending.push(close);
    const plane = await upPlane({ nodes: 3 });
    ending.push(async () => void (await down({ dir: plane.dir })));
    note(timings, 'control plane', plane.readyMs);
    const stack = await up();
    ending.push(() => stack.close());
    note(timings, 'MiniStack up', stack.readyMs);
    const deployment = await deploy(stack, contextFor(plane, issuer, stack));
    note(timings, 'cdk bootstrap', deployment.bootstrapMs);
    note(timings, 'cdk deploy', deployment.deployMs);
    const { endpoint, environment } = stack;
    const { dir, kubeconfigs } = plane;
    const { outputs } = deployment;
    project.provide('deployed', { endpoint, environment, outputs, plane: { dir, kubeconfigs }, issuer, timings });
    return async () => {
      report(project, stack, timings);
      await end();
    };
  } catch (thrown) {
    await end();
    throw thrown;
  }
}

/** The deployment's public settings, and nothing else: short times come from house rules, the cluster from a kubeconfig. */
function contextFor(plane: ControlPlane, issuer: Issuer, stack: Stack): Record<string, string> {
  const identities = { reader: 'reader', rehearser: 'rehearser', executor: 'executor' };
  return {
    removal: 'destroy',
    start: 'latest',
    // The simulator keeps its notes in annotations: whoever diagnoses must not read the answer there.
    houseRules: quickRules({ diagnosis: { ignoredAnnotations: [KNOB_PREFIX, 'kwok.x-k8s.io/'] } }),
    clusters: JSON.stringify([{ kind: 'kubeconfig', id: 'prod', path: plane.kubeconfigs.mendgate, ...identities }]),
    issuer: issuer.url,
    audience: issuer.audience,
    liveEndpoint: `${stack.endpoint}/_aws/execute-api/{api}/live`,
  };
}

function report(project: TestProject, stack: Stack, timings: string): void {
  if (project.vitest.state.getCountOfFailedTests() > 0) {
    const log = readFileSync(join(stack.dir, 'ministack.log'), 'utf8').split('\n');
    process.stderr.write(`The end of MiniStack's log:\n${log.slice(-150).join('\n')}\n`);
  }
  const lines = [
    'Timings',
    ...noted(timings).map(({ what, ms }) => `  ${what.padEnd(24)} ${(ms / 1000).toFixed(2)} s`),
    '',
    'Expected differences between the emulator and AWS (test/stack/deployed/differences.ts)',
    ...differences.map(
      ({ what, ministack, aws, so }) => `  ${what}\n    MiniStack: ${ministack}\n    AWS: ${aws}\n    so: ${so}`,
    ),
  ];
  process.stdout.write(`\n${lines.join('\n')}\n`);
}
