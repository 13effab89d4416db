import { makeDeployment, makeService, renew } from './make.ts';
import { play } from './play.ts';
import type { Scenario } from './scenarios.ts';
import { placeOf, type World } from './state.ts';
import type { Timings } from './timings.ts';

/** Makes a scenario stand as if it had come about by itself: its history is played, up to `now`, from its first revision on. */
export function seedWorld(world: World, scenario: Scenario, now: number, timings: Timings): void {
  const { namespace, workloads } = scenario;
  for (const record of world.records()) if (placeOf(record).namespace === namespace) world.remove(record);
  const happenings = workloads
    .flatMap((workload) =>
      workload.revisions.map(({ ago, template }, index) => ({ workload, index, template, at: now - ago * 1000 })),
    )
    .sort((a, b) => a.at - b.at);
  for (const { workload, index, template, at } of happenings) {
    play({ world, timings }, at);
    const { name, replicas, spec, needs } = workload;
    if (index > 0) renew(world, namespace, name, structuredClone(template), at);
    else {
      const { sinceAgo, ...own } = needs;
      const behaviour = { app: { ...own, ...(sinceAgo !== undefined && { since: now - sinceAgo * 1000 }) } };
      makeDeployment(
        world,
        { namespace, name, replicas, template: structuredClone(template), behaviour, ...(spec && { spec }) },
        at,
      );
      makeService(world, { namespace, name, port: 80, targetPort: 'http' }, at);
    }
  }
  play({ world, timings }, now);
}
