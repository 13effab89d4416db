import { Diagnosis } from '../src/contracts/diagnosis.ts';
import { lookOffline } from '../src/runtime/local/offline.ts';
import { type ControlPlane, until } from '../tools/k8s/kube.ts';
import { finished, node } from './child.ts';
import { fetchRaw, listedKinds } from './fetch-raw.ts';
import { type Figure, figure } from './figure.ts';
import { launcher } from './home.ts';
import { loadNow } from './load.ts';
import { deployments, namespace, onTwoHundredPods, replicas, sick } from './two-hundred-pods.ts';

const runs = 7;
/** What a known peer needs for 200 pods: not measured here, told for scale. */
const peerSeconds = 21;

export const diagnoseTwoHundredPods = async (): Promise<Figure[]> => {
  const load = await loadNow();
  return onTwoHundredPods((plane) => measure(plane, load));
};

async function measure({ kubeconfigs }: ControlPlane, load: Figure['load']): Promise<Figure[]> {
  const place = { kubeconfig: kubeconfigs.mendgate, context: 'reader' };
  const values: number[] = [];
  const floor: number[] = [];
  const walls: number[] = [];
  let bytes = 0;
  // What pods show, events and revisions tell a moment later: measured is a cluster that has come to rest.
  const whole = async () => {
    const { diagnosis } = await lookOffline(place, { namespace }, { plans: false });
    return diagnosis.findings.length === sick.length;
  };
  await until('all faults can be diagnosed', whole, { within: 60_000 });
  // The first of each warms code and server up and is not counted.
  for (let run = 0; run <= runs; run += 1) {
    const raw = await fetchRaw(kubeconfigs.reader, namespace);
    const begin = performance.now();
    const { diagnosis } = await lookOffline(place, { namespace }, { plans: false });
    const ms = performance.now() - begin;
    mustHaveFound(diagnosis);
    const wall = await commandLine(place);
    bytes = raw.bytes;
    if (run === 0) continue;
    floor.push(raw.ms);
    values.push(ms);
    walls.push(wall);
  }
  const raw = { what: 'same lists raw, one connection', values: floor };
  const notes = [
    `${deployments * replicas} pods, ${sick.length} of ${deployments} Deployments broken; ${listedKinds.length} lists, ${(bytes / 1e6).toFixed(1)} MB`,
    `a known peer needs ${peerSeconds} s`,
  ];
  return [
    figure({
      id: 'diagnose',
      what: 'diagnose 200 pods: collect and judge',
      unit: 'ms',
      values,
      floor: raw,
      bound: { atMostTimesFloor: 2 },
      load,
      notes,
    }),
    figure({
      id: 'diagnose-command',
      what: '`mendgate diagnose`, whole process',
      unit: 'ms',
      values: walls,
      floor: raw,
      load,
    }),
  ];
}

async function commandLine({ kubeconfig, context }: { kubeconfig: string; context: string }): Promise<number> {
  const asked = ['diagnose', '--kubeconfig', kubeconfig, '--context', context, '-n', namespace, '--format', 'json'];
  const child = node([launcher, ...asked]);
  const { code, wallMs } = await finished(child, 60_000);
  // 1: it ran, and the answer is bad news.
  if (code !== 1) throw new Error(`mendgate diagnose ended with ${code}: ${child.output().stderr.slice(-1000)}`);
  mustHaveFound(Diagnosis.parse(JSON.parse(child.output().stdout)));
  return wallMs;
}

/** A diagnosis that is quick because it saw less is no figure. */
function mustHaveFound({ findings, blind }: Diagnosis): void {
  const found = findings.map(({ object }) => object.name).sort();
  if (found.join() !== [...sick].sort().join())
    throw new Error(
      `diagnosed ${found.join(', ') || 'nothing'} instead of ${sick.join(', ')}; ${JSON.stringify(blind)}`,
    );
}
