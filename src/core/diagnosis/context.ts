import type { Judgement } from '../../contracts/diagnosis.ts';
import type { Pod } from '../../contracts/kube.ts';
import { askText } from '../../contracts/world.ts';
import type { World } from './analyzer.ts';
import { type Line, podText } from './finding.ts';
import { eventsOf } from './pod-events.ts';
import { containersOf } from './pod-state.ts';
import { usageOf } from './usage.ts';
import type { WorkloadView } from './workload.ts';

/**
 * What else is known of the sickest pod, whatever the cause: its newest warning, its last words, its CPU and memory. People
 * ask for these first; no judgement rests on them.
 */
export function withContext(world: World, judgement: Judgement, view: WorkloadView): Judgement {
  const told = new Set(judgement.evidence.map((each) => each.from));
  const pod = view.pods.find((each) => told.has(podText(each))) ?? view.troubles[0]?.pod ?? view.pods[0];
  if (pod === undefined) return judgement;
  const more = [...warning(world, pod), ...lastWords(world, pod, judgement), ...usage(world, pod, judgement)];
  // One event or log that already carries the cause is not shown twice.
  return { ...judgement, evidence: [...judgement.evidence, ...more.filter((each) => !told.has(each.from))] };
}

function warning(world: World, pod: Pod): Line[] {
  const found = eventsOf(world, pod);
  const event = found.is === 'blind' ? undefined : found.events.filter((each) => each.type === 'Warning').at(-1);
  if (event === undefined) return [];
  const when = event.last === undefined ? '' : `, last at ${event.last}`;
  return [{ from: event.from, says: `${event.reason} x${event.count}${when}: ${event.message.slice(0, 300)}` }];
}

const containersMeant = (pod: Pod, judgement: Judgement) => {
  const all = containersOf(pod);
  const named = all.filter((each) => each.spec.name === judgement.object.container);
  return named.length > 0 ? named : all.filter((each) => !each.status.ready).slice(0, 1);
};

function lastWords(world: World, pod: Pod, judgement: Judgement): Line[] {
  for (const { spec } of containersMeant(pod, judgement)) {
    for (const previous of [true, false]) {
      const ask = { namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name, container: spec.name, previous };
      const log = world.logs(ask);
      const line = log.is === 'found' ? log.text.trimEnd().split('\n').at(-1)?.trim() : undefined;
      if (line) return [{ from: askText({ verb: 'logs', ...ask }), says: `last line: ${line.slice(0, 300)}` }];
    }
  }
  return [];
}

const usage = (world: World, pod: Pod, judgement: Judgement): Line[] =>
  containersMeant(pod, judgement).flatMap(({ spec }) => {
    const used = usageOf(world, pod, spec);
    return used === undefined ? [] : [{ from: used.from, says: used.says }];
  });
