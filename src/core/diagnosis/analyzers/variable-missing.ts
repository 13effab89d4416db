import type { Pod } from '../../../contracts/kube.ts';
import { askText } from '../../../contracts/world.ts';
import type { Analyzer, BlindAnswer, World } from '../analyzer.ts';
import { containerIn, sourcesOf } from '../environment.ts';
import { finding, type Line, podText } from '../finding.ts';
import { had, type Missing, missingIn } from '../missing-in-template.ts';
import { mentionsOf } from '../missing-variable.ts';
import { containersOf, deathOf, type Seen } from '../pod-state.ts';
import type { Revision } from '../revisions.ts';
import { viewWorkload, type WorkloadView } from '../workload.ts';

/** Two pods of one template say the same; a third would cost a read and tell nothing. */
const SPEAKERS = 2;

export const variableMissing: Analyzer & { id: 'pod.variable-missing' } = {
  id: 'pod.variable-missing',
  title: 'Environment variable the program needs is not set',
  version: 1,
  about: ['Deployment', 'StatefulSet', 'DaemonSet'],
  needs: ['Pod', 'ReplicaSet', 'Event'],
  follow(world, candidate) {
    const viewed = viewWorkload(world, candidate);
    if (viewed.is !== 'found') return [];
    return crashed(viewed.view, world).flatMap((seen) =>
      [true, false].map((previous) => ({ verb: 'logs' as const, ...logOf(seen), previous })),
    );
  },
  judge(world, candidate) {
    const viewed = viewWorkload(world, candidate);
    if (viewed.is === 'blind') return viewed;
    if (viewed.is === 'idle') return { is: 'healthy' };
    const { view } = viewed;
    let blind: BlindAnswer | undefined;
    for (const seen of crashed(view, world)) {
      const log = readLog(world, seen);
      if ('is' in log) {
        blind ??= log;
        continue;
      }
      const missing = missingIn(log.text, seen.spec.name, view);
      if (missing === undefined) continue;
      const { name } = seen.spec;
      const lastGood = view.earlier.find((each) => each.ran !== 'unknown' && had(each, name, missing.variable));
      const open = sourcesOf(containerIn(view.template, name)).length > 0;
      return finding(variableMissing, world, {
        view,
        container: name,
        confidence: confidence(missing.by, open, seen),
        evidence: evidence(view, seen, world, log.from, missing, lastGood),
        facts: {
          container: name,
          variable: missing.variable,
          ...(lastGood === undefined ? {} : { lastGood: { number: lastGood.number, replicaSet: lastGood.replicaSet } }),
        },
        pods: view.pods.filter((pod) => deathIn(pod, name, world) !== undefined),
      });
    }
    // The log alone named none; the revisions, had they been read, could have.
    if (crashed(view, world).length > 0) blind ??= view.unknownRevisions;
    return blind ?? { is: 'healthy' };
  },
};

/** The program itself gave up: killed ones (137, 143) and commands that never ran (126, 127) read no variables. */
const gaveUp = (code: number): boolean => code >= 1 && code <= 125;
const deathIn = (pod: Pod, container: string, world: World) => {
  const seen = containersOf(pod).find((each) => each.spec.name === container);
  const death = seen === undefined ? undefined : deathOf(seen.status, world.at);
  return death !== undefined && gaveUp(death.exitCode) && death.reason !== 'OOMKilled' ? death : undefined;
};

function crashed(view: WorkloadView, world: World): Seen[] {
  const perContainer = new Map<string, Seen[]>();
  for (const seen of view.pods.flatMap(containersOf)) {
    // Back and ready: whatever it missed once, it has now.
    if (seen.status.ready && seen.status.restartCount < 2) continue;
    if (deathIn(seen.pod, seen.spec.name, world) === undefined) continue;
    const known = perContainer.get(seen.spec.name) ?? [];
    if (known.length < SPEAKERS) perContainer.set(seen.spec.name, [...known, seen]);
  }
  return [...perContainer.values()].flat();
}

const logOf = ({ pod, spec }: Seen) => ({
  namespace: pod.metadata.namespace ?? '',
  pod: pod.metadata.name,
  container: spec.name,
});

/** The run that died, else the one that is dying: either shows the last words. */
function readLog(world: World, seen: Seen): { from: string; text: string } | BlindAnswer {
  let blind: BlindAnswer | undefined;
  const texts: { from: string; text: string }[] = [];
  for (const previous of [true, false]) {
    const ask = { ...logOf(seen), previous };
    const log = world.logs(ask);
    if (log.is === 'found') texts.push({ from: askText({ verb: 'logs', ...ask }), text: log.text });
    else if (log.is === 'blind') blind ??= log;
  }
  // The kubelet keeps the last words in the status when asked to (terminationMessagePolicy).
  const words = deathOf(seen.status, world.at)?.message ?? '';
  if (words !== '') texts.push({ from: podText(seen.pod), text: words });
  const telling = texts.find((each) => mentionsOf(each.text).length > 0) ?? texts[0];
  return telling ?? blind ?? { from: podText(seen.pod), text: '' };
}

/** Told by both the program and the revisions it is nearly certain; a ConfigMap taken in whole could still hold it. */
function confidence(by: Missing['by'], open: boolean, seen: Seen): number {
  const base = { 'log and revisions': 0.95, log: 0.88, revisions: 0.86 }[by];
  // Where the revisions tell, it did not come from there before either.
  const doubt = open ? (by === 'log' ? 0.12 : 0.04) : 0;
  return base - doubt + Math.min(seen.status.restartCount, 3) * 0.01;
}

function evidence(
  view: WorkloadView,
  seen: Seen,
  world: World,
  log: string,
  missing: Missing,
  good?: Revision,
): Line[] {
  const death = deathOf(seen.status, world.at);
  const when = death?.finishedAt === undefined ? '' : ` at ${death.finishedAt}`;
  const { name } = seen.spec;
  const lines = [
    {
      from: podText(seen.pod),
      says: `container ${name}: exit ${death?.exitCode}${when}, ${seen.status.restartCount} restarts`,
    },
    { from: log, says: missing.mention.line },
    {
      from: `${view.kind.toLowerCase()}/${view.namespace ?? ''}/${view.name}`,
      says: `container ${name} has no variable ${missing.variable} in its template`,
    },
  ];
  if (good === undefined) return lines;
  const from = `replicaset/${view.namespace ?? ''}/${good.replicaSet}`;
  return [
    ...lines,
    {
      from,
      says: `revision ${good.number} had ${missing.variable} and ran, ${good.available} of its pods are available`,
    },
  ];
}
