import type { Analyzer, BlindAnswer, World } from '../analyzer.ts';
import { finding, type Line, podText } from '../finding.ts';
import { eventsOf } from '../pod-events.ts';
import { containersOf, type Seen } from '../pod-state.ts';
import { type PullTrouble, pullTroubleOf } from '../pull-messages.ts';
import type { Revision } from '../revisions.ts';
import { viewWorkload } from '../workload.ts';

const waits = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName']);

interface Pull extends Seen {
  image: string;
  trouble: PullTrouble;
  lines: Line[];
  /** The kubelet's own state says so, not only an event. */
  direct: boolean;
}

export const imageNotFound: Analyzer & { id: 'pod.image-not-found' } = {
  id: 'pod.image-not-found',
  title: 'Image does not exist under this name',
  version: 1,
  about: ['Deployment', 'StatefulSet', 'DaemonSet'],
  needs: ['Pod', 'ReplicaSet', 'Event'],
  follow: () => [],
  judge(world, candidate) {
    const viewed = viewWorkload(world, candidate);
    if (viewed.is === 'blind') return viewed;
    if (viewed.is === 'idle') return { is: 'healthy' };
    const { view } = viewed;
    const pulls: Pull[] = [];
    let blind: BlindAnswer | undefined;
    for (const seen of view.pods.flatMap(containersOf)) {
      if (!waits.has(seen.status.state?.waiting?.reason ?? '')) continue;
      const pull = pullOf(seen, world);
      if (pull !== undefined && 'is' in pull) blind ??= pull;
      else if (pull !== undefined) pulls.push(pull);
    }
    const bad = pulls.filter((pull) => pull.trouble === 'missing' || pull.trouble === 'malformed');
    const first = bad[0];
    if (first === undefined) return blind ?? { is: 'healthy' };
    const same = bad.filter((pull) => pull.spec.name === first.spec.name);
    // Another pod is told something else about the same image: the registry answers unevenly, so we are less sure.
    const uneven = pulls.some((pull) => pull.image === first.image && !bad.includes(pull));
    const good = lastGoodImage(view.earlier, first.spec.name, first.image);
    const evidence = [...first.lines];
    if (same.length > 1) evidence.push({ from: podText(first.pod), says: `${same.length} pods wait for this image` });
    if (good !== undefined) {
      const from = `replicaset/${view.namespace ?? ''}/${good.revision.replicaSet}`;
      const { number, available } = good.revision;
      evidence.push({ from, says: `revision ${number} ran ${good.image}, ${available} of its pods are available` });
    }
    return finding(imageNotFound, world, {
      view,
      container: first.spec.name,
      confidence: (first.direct ? 0.93 : 0.88) + (good === undefined ? 0 : 0.03) - (uneven ? 0.2 : 0),
      evidence,
      facts: {
        container: first.spec.name,
        image: first.image,
        ...(good === undefined ? {} : { lastGoodImage: good.image }),
      },
      pods: same.map((pull) => pull.pod),
    });
  },
};

/** Undefined: nobody said why the pull fails, so this cause is not shown. */
function pullOf(seen: Seen, world: World): Pull | BlindAnswer | undefined {
  const image = seen.spec.image ?? '';
  const { reason = '', message = '' } = seen.status.state?.waiting ?? {};
  const own = reason === 'InvalidImageName' ? 'malformed' : pullTroubleOf(message);
  const says = `container ${seen.spec.name} ${reason}: ${message.slice(0, 400)}`;
  const lines = [{ from: podText(seen.pod), says }];
  if (own !== undefined) return { ...seen, image, trouble: own, lines, direct: true };
  // "Back-off pulling image" hides the reason; it was in an earlier event, seldom the latest.
  const found = eventsOf(world, seen.pod);
  if (found.is === 'blind') return found;
  const about = found.events.filter(
    (event) =>
      (event.container === seen.spec.name || (event.container === undefined && event.message.includes(image))) &&
      /^(Failed|BackOff|InspectFailed|ErrImagePull)/.test(event.reason),
  );
  for (const event of about.reverse()) {
    const trouble = pullTroubleOf(event.message);
    if (trouble === undefined) continue;
    const line = { from: event.from, says: `${event.reason} x${event.count}: ${event.message.slice(0, 400)}` };
    return { ...seen, image, trouble, lines: [...lines, line], direct: false };
  }
  return undefined;
}

function lastGoodImage(earlier: readonly Revision[], container: string, image: string) {
  for (const revision of earlier) {
    if (revision.ran === 'unknown') continue;
    const specs = [...revision.template.spec.containers, ...(revision.template.spec.initContainers ?? [])];
    const before = specs.find((each) => each.name === container)?.image;
    if (before !== undefined && before !== image) return { image: before, revision };
  }
  return undefined;
}
