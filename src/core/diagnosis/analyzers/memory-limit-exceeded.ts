import type { Analyzer, World } from '../analyzer.ts';
import { finding, podText } from '../finding.ts';
import { containersOf, type Death, deathOf, type Seen } from '../pod-state.ts';
import { usageOf } from '../usage.ts';
import { viewWorkload } from '../workload.ts';
import { compare } from '../world.ts';

interface Kill extends Seen {
  death: Death;
  limit: string;
}

/** The kernel killed it for memory: exit 137 alone may be anybody's SIGKILL and is not enough. */
const isMemoryKill = (death: Death): boolean =>
  death.reason === 'OOMKilled' ||
  // A limit of a few MiB kills the container's very first process; the runtime then reports a failed start.
  ((death.reason === 'StartError' || death.reason === 'ContainerCannotRun') && /oom-?killed/i.test(death.message));

export const memoryLimitExceeded: Analyzer & { id: 'pod.memory-limit-exceeded' } = {
  id: 'pod.memory-limit-exceeded',
  title: 'Memory limit below what the container needs',
  version: 1,
  about: ['Deployment', 'StatefulSet', 'DaemonSet'],
  needs: ['Pod', 'ReplicaSet', 'Event', 'PodMetrics'],
  follow: () => [],
  judge(world, candidate) {
    const viewed = viewWorkload(world, candidate);
    if (viewed.is === 'blind') return viewed;
    if (viewed.is === 'idle') return { is: 'healthy' };
    const kills = viewed.view.pods.flatMap((pod) => containersOf(pod).flatMap((seen) => killOf(seen, world)));
    kills.sort(worstFirst);
    const worst = kills[0];
    if (worst === undefined) return { is: 'healthy' };
    const same = kills.filter((kill) => kill.spec.name === worst.spec.name);
    const usage = usageOf(world, worst.pod, worst.spec);
    const evidence = same.slice(0, 3).map((kill) => ({ from: podText(kill.pod), says: sentence(kill) }));
    if (same.length > 3) evidence.push({ from: podText(worst.pod), says: `${same.length} pods show the same` });
    if (usage !== undefined) evidence.push(usage);
    return finding(memoryLimitExceeded, world, {
      view: viewed.view,
      container: worst.spec.name,
      confidence: confidence(worst, same.length, usage?.memoryShare),
      evidence,
      facts: { container: worst.spec.name, memoryLimit: worst.limit },
      pods: same.map((kill) => kill.pod),
    });
  },
};

function killOf(seen: Seen, world: World): Kill[] {
  const death = deathOf(seen.status, world.at);
  const limit = seen.spec.resources?.limits?.memory;
  // Without a limit of its own the node ran out, which is another cause with another answer.
  if (death === undefined || limit === undefined || !isMemoryKill(death)) return [];
  return [{ ...seen, death, limit: String(limit) }];
}

const worstFirst = (a: Kill, b: Kill): number =>
  b.status.restartCount - a.status.restartCount ||
  compare(a.spec.name, b.spec.name) ||
  compare(a.pod.metadata.name, b.pod.metadata.name);

function sentence(kill: Kill): string {
  const where = kill.status.state?.terminated === undefined ? 'lastState' : 'state';
  const when = kill.death.finishedAt === undefined ? '' : ` at ${kill.death.finishedAt}`;
  const now = kill.status.state?.waiting?.reason;
  return (
    `container ${kill.spec.name}: ${where} ${kill.death.reason}, exit ${kill.death.exitCode}${when}, ` +
    `${kill.status.restartCount} restarts, limit ${kill.limit}${now === undefined ? '' : `, now ${now}`}`
  );
}

/** One kill on a container that came back may be a spike; each repetition, pod and full reading makes chance less likely. */
function confidence(worst: Kill, pods: number, share: number | undefined): number {
  const down = worst.status.ready ? 0 : 0.08;
  const again = Math.min(worst.status.restartCount, 4) * 0.03;
  return 0.75 + down + again + (pods > 1 ? 0.02 : 0) + (share !== undefined && share >= 0.8 ? 0.03 : 0);
}
