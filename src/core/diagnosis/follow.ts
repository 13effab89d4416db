import type { KubeObject, Pod } from '../../contracts/kube.ts';
import { type Ask, askText } from '../../contracts/world.ts';
import type { World } from './analyzer.ts';
import { candidatesOf } from './candidates.ts';
import { analyzers } from './catalogue.ts';
import { containersOf } from './pod-state.ts';
import type { Scope } from './scope.ts';
import { viewWorkload } from './workload.ts';

/** Of a workload's sick pods this many speak for the others: they run the same, and each log is one more question. */
const PODS_HEARD = 3;

/**
 * What to ask next: first what analyzers need for their judgement, then the logs of every sick workload as context. Each
 * ask once, in an order that depends on the world alone.
 */
export function followUps(world: World, scope: Scope): Ask[] {
  const { candidates } = candidatesOf(world, scope);
  const asks = new Map<string, Ask>();
  const add = (more: readonly Ask[]) => {
    for (const ask of more) if (!asks.has(askText(ask))) asks.set(askText(ask), ask);
  };
  const first = candidates.filter((each) => each.metadata.name === scope.object?.name);
  for (const candidate of [...first, ...candidates]) {
    for (const analyzer of analyzers) {
      if (analyzer.about.some((kind) => kind === candidate.kind)) add(analyzer.follow(world, candidate));
    }
  }
  for (const candidate of candidates) add(logsOfSick(world, candidate));
  return [...asks.values()];
}

/** The asks for the logs of those of its sick pods that are heard. */
export function logsOfSick(world: World, candidate: KubeObject): Ask[] {
  const viewed = viewWorkload(world, candidate);
  if (viewed.is !== 'found') return [];
  return viewed.view.troubles.slice(0, PODS_HEARD).flatMap(({ pod }) => logAsks(pod));
}

/** Logs of the containers that are not well; the previous run's only where there was one. */
export function logAsks(pod: Pod): Ask[] {
  const namespace = pod.metadata.namespace ?? '';
  return containersOf(pod)
    .filter(({ status }) => !status.ready && (status.state?.waiting === undefined || status.restartCount > 0))
    .flatMap(({ spec, status }) => {
      const ask = { verb: 'logs' as const, namespace, pod: pod.metadata.name, container: spec.name };
      return [...(status.restartCount > 0 ? [{ ...ask, previous: true }] : []), { ...ask, previous: false }];
    });
}
