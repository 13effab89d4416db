import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ControlPlane, down, up as upPlane } from '../../../tools/k8s/kube.ts';
import { deploy } from '../../../tools/stack/deploy.ts';
import { up } from '../../../tools/stack/up.ts';
import { python } from '../../../tools/stack/venv.ts';
import { KNOB_PREFIX } from '../../cluster/faults.ts';
import { quickRules } from '../../process/quick-rules.ts';
import { type Issuer, openIssuer } from './issuer.ts';
import { note } from './timings.ts';

/** What whoever uses the deployed stack is told; plain data, so that it can be handed to another process. */
export interface Deployed {
  readonly endpoint: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly plane: Pick<ControlPlane, 'dir' | 'kubeconfigs'>;
  readonly issuer: Issuer;
  /** The file that `note` adds to. */
  readonly timings: string;
}
export interface Started {
  readonly deployed: Deployed;
  /** The end of the emulator's log, what functions printed among it. */
  log(): string;
  close(): Promise<void>;
}

export const mailFrom = 'mendgate@example.com';

/** A control plane, an emulator with Mendgate deployed in front of it, and an issuer. When it fails, nothing stays running. */
export async function startDeployed(rules: Parameters<typeof quickRules>[0] = {}): Promise<Started> {
  const ending: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of ending.splice(0).reverse()) await end().catch((thrown) => console.error(thrown));
  };
  try {
    const folder = mkdtempSync(join(tmpdir(), 'mendgate-deployed-'));
    ending.push(async () => rmSync(folder, { recursive: true, force: true }));
    const timings = join(folder, 'timings');
    const begin = performance.now();
    python();
    note(timings, 'venv', performance.now() - begin);
    const opened = await openIssuer();
    ending.push(opened.close);
    const plane = await upPlane({ nodes: 3 });
    ending.push(async () => void (await down({ dir: plane.dir })));
    note(timings, 'control plane', plane.readyMs);
    const stack = await up();
    ending.push(() => stack.close());
    note(timings, 'MiniStack up', stack.readyMs);
    // The simulator keeps its notes in annotations: whoever diagnoses must not read the answer there.
    const houseRules = quickRules({ ...rules, diagnosis: { ignoredAnnotations: [KNOB_PREFIX, 'kwok.x-k8s.io/'] } });
    ending.push(async () => rmSync(houseRules, { recursive: true, force: true }));
    const { issuer } = opened;
    // Frames are posted to an address of AWS, unless it is said where the emulator takes them.
    const liveEndpoint = `${stack.endpoint}/_aws/execute-api/{api}/live`;
    const deployment = await deploy(stack, { ...contextFor(plane, issuer), houseRules, liveEndpoint });
    note(timings, 'cdk bootstrap', deployment.bootstrapMs);
    note(timings, 'cdk deploy', deployment.deployMs);
    const { dir, kubeconfigs } = plane;
    const { endpoint } = stack;
    const log = () => readFileSync(join(stack.dir, 'ministack.log'), 'utf8').split('\n').slice(-150).join('\n');
    return {
      deployed: { endpoint, outputs: deployment.outputs, plane: { dir, kubeconfigs }, issuer, timings },
      log,
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** The deployment's public settings, and nothing else. */
function contextFor(plane: ControlPlane, issuer: Issuer): Record<string, string> {
  const identities = { reader: 'reader', rehearser: 'rehearser', executor: 'executor' };
  return {
    removal: 'destroy',
    start: 'latest',
    clusters: JSON.stringify([{ kind: 'kubeconfig', id: 'prod', path: plane.kubeconfigs.mendgate, ...identities }]),
    issuer: issuer.url,
    audience: issuer.audience,
    mailFrom,
  };
}
