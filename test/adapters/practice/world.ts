import { onTestFinished } from 'vitest';
import {
  openPractice,
  type Practice,
  type PracticeOptions,
  type Scenario,
  type ScenarioName,
} from '../../../src/adapters/practice/index.ts';
import { DiagnosisSettings } from '../../../src/contracts/settings.ts';
import type { WorldRecord } from '../../../src/contracts/world.ts';
import { collectWorld } from '../../../src/core/evidence/collect.ts';
import type { Cluster } from '../../../src/core/ports.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';

export function played(
  scenario: ScenarioName | Scenario,
  options: Partial<PracticeOptions> = {},
): { practice: Practice; clock: VirtualClock; reader: Cluster; rehearser: Cluster; executor: Cluster } {
  const clock = virtualClock();
  const practice = openPractice({ path: ':memory:', clock, scenarios: [scenario], ...options });
  onTestFinished(() => practice.close());
  const [reader, rehearser, executor] = (['reader', 'rehearser', 'executor'] as const).map((identity) =>
    practice.cluster(identity),
  );
  if (!reader || !rehearser || !executor) throw new Error('unreachable');
  return { practice, clock, reader, rehearser, executor };
}

/** Everything the cluster shows, logs included. */
export async function everything(cluster: Cluster): Promise<unknown> {
  const kinds = ['Deployment', 'ReplicaSet', 'Pod', 'Service', 'EndpointSlice', 'Event'] as const;
  const lists = await Promise.all(kinds.map((kind) => cluster.list(kind)));
  const pods = lists[2] ?? [];
  const logs = await Promise.all(
    pods.flatMap(({ metadata: { name, namespace = '' } }) =>
      [true, false].map((previous) => cluster.logs({ namespace, pod: name, container: 'app', previous, lines: 50 })),
    ),
  );
  return { lists, logs };
}

export const settings = DiagnosisSettings.parse({
  ignoredAnnotations: [],
  logLines: 200,
  followsAtMost: 200,
  roundsAtMost: 3,
});

export const collected = (cluster: Cluster, clock: VirtualClock): Promise<WorldRecord> =>
  collectWorld({ cluster, source: 'practice', at: clock.now(), scope: { namespace: 'shop' }, settings });

export const cart = { kind: 'Deployment', namespace: 'shop', name: 'cart' } as const;
export const limitPath = '/spec/template/spec/containers/0/resources/limits/memory';
export const really = { dryRun: false, manager: 'test' };
