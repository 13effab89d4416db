import { type Instant, millisOf } from '../../contracts/instant.ts';
import type { Cluster, Identity } from '../../core/ports.ts';
import { alarmOf } from './alarm.ts';
import { catchUp, practiceCluster } from './cluster.ts';
import { isPodReady, lifeOf } from './pod-life.ts';
import { type Scenario, type ScenarioName, scenarioOf } from './scenarios.ts';
import { seedWorld } from './seed.ts';
import { type Call, openStore } from './store.ts';
import { defaultTimings, type Timings } from './timings.ts';

export type { Behaviour, Needs } from './behaviour.ts';
export { appTemplate, type Scenario, type ScenarioName, scenarios, type WorkloadSeed } from './scenarios.ts';
export type { Call } from './store.ts';
export { defaultTimings, type Timings } from './timings.ts';

export interface PracticeOptions {
  /** A SQLite file of its own, or `:memory:`. */
  path: string;
  clock: { now(): Instant };
  timings?: Partial<Timings>;
  /** What a new file holds, and a reset one. Default: `practice-memory`. */
  scenarios?: readonly (ScenarioName | Scenario)[];
}

export interface Practice {
  cluster(identity: Identity): Cluster;
  /** Everything goes; the first scenarios begin anew, now. The notes of calls stay. */
  reset(): void;
  /** Puts a scenario into its namespace, in place of what was there, as if it had come about by itself. */
  seed(scenario: ScenarioName | Scenario): void;
  /** Every write that was asked for, in order, each noted in the transaction of its effect. */
  calls(): Call[];
  /** The Alertmanager webhook that tells of this outage, with the pods that show it now when it is played here. */
  alarmFor(scenario: ScenarioName | Scenario, at: Instant): unknown;
  close(): void;
}

/**
 * A built-in stand-in for a Kubernetes cluster: Deployments with their ReplicaSets, pods, Services, EndpointSlices, events and
 * logs, played truly enough to diagnose, rehearse, mend, watch and roll back. Everything is synchronous inside; time passes
 * when somebody asks, so it obeys any clock. What happened between two questions is computed and not lived through.
 *
 * It knowingly differs from a real cluster:
 * - Kinds: StatefulSets, DaemonSets, Nodes, HorizontalPodAutoscalers, PodMetrics, creating and deleting are not played
 *   (`Unavailable`, `not played: …`); nor are init containers, minReadySeconds, more than 100 replicas. A namespace is there
 *   while something is in it.
 * - Pods: one node with room for all. Programs fail in the ways of `Needs`; volumes, ConfigMaps and Secrets always are
 *   there, exec probes always pass, and what `envFrom` gives does not count as given. Restarts back off faster (`Timings`).
 *   Without a memory limit nothing is killed. A leak fills any limit in the same time.
 * - Controllers: one pass where a real one takes several; no events about Deployments and ReplicaSets. While a rollout is
 *   stuck, pods of it that come and go are no progress, so its deadline is not put off.
 * - API: `resourceVersion` is made of the moment, grows per object only, and an EndpointSlice's may go back when a pod goes;
 *   managedFields hold the writer and the paths written, and take nothing from other managers; fields the play does not act on
 *   are checked for their name, not for their content; admission is the server's own validation only: no quota, no Pod
 *   Security, no webhooks; `dryRun` is judged like the real write.
 * - Events are counted per message for as long as a pod lives and shown until an hour after the last.
 */
export function openPractice(options: PracticeOptions): Practice {
  const { path, clock } = options;
  const timings = { ...defaultTimings, ...options.timings };
  const store = openStore(path);
  const parts = { store, clock, timings };
  const first = options.scenarios ?? ['practice-memory'];
  const begin = () =>
    store.change((world) => {
      for (const record of world.records()) world.remove(record);
      // Even an empty cluster has begun: opened again it is not new.
      world.made += 1;
      for (const scenario of first) seedWorld(world, scenarioOf(scenario), millisOf(clock.now()), timings);
      return undefined;
    });
  if (store.isNew()) begin();

  return {
    cluster: (identity) => practiceCluster(parts, identity),
    reset: begin,
    seed: (scenario) => {
      catchUp(parts);
      store.change((world) => {
        seedWorld(world, scenarioOf(scenario), millisOf(clock.now()), timings);
        return undefined;
      });
    },
    calls: () => store.calls(),
    alarmFor(scenario, at) {
      const { controller, now } = catchUp(parts);
      const { alarm, namespace } = scenarioOf(scenario);
      const sick = [...controller.world.pods.values()].filter(
        (pod) =>
          pod.namespace === namespace &&
          pod.deployment === alarm?.workload &&
          pod.deletedAt === undefined &&
          lifeOf(pod, timings).courses.some(({ trouble }) => trouble !== undefined) &&
          !isPodReady(lifeOf(pod, timings), Math.max(now, pod.createdAt)),
      );
      const named = sick.length > 0 ? sick.map(({ name }) => name).sort() : [`${alarm?.workload}-5d8f6c7b9-x2k4q`];
      return alarmOf(scenarioOf(scenario), named, at);
    },
    close: () => store.close(),
  };
}
