import { setTimeout as wait } from 'node:timers/promises';
import { faults } from '../test/cluster/faults.ts';
import { alarmOf, breakIn } from '../test/cluster/shop.ts';
import { openMendgate } from '../test/stack/deployed/mendgate.ts';
import { startDeployed } from '../test/stack/deployed/start.ts';
import { barePath } from './bare-path.ts';
import { type Figure, figure } from './figure.ts';
import { loadNow } from './load.ts';
import { until } from './until.ts';

const runs = 5;
const withinMs = 60_000;

/**
 * From the POST of an alarm until its plan waits for a yes, in the stack deployed on the emulator and in front of a real
 * control plane. Each run is another workload, broken before the clock starts; one goes before them, so that every
 * function has been started once.
 */
export async function postToHold(): Promise<Figure[]> {
  const load = await loadNow();
  const { deployed, close } = await startDeployed({ workflow: { settleSeconds: 0 } });
  try {
    const home = openMendgate(deployed);
    const alarm = await home.sender('bench');
    const token = await home.person('bench-viewer', 'viewer');
    const bare = await barePath(deployed.endpoint);
    const namespaces = Array.from({ length: runs + 1 }, (_, run) => `bench-${run}`);
    await Promise.all(namespaces.map((namespace) => breakIn(home.admin, namespace, faults.pull, 'cart')));
    const values: number[] = [];
    const floor: number[] = [];
    for (const namespace of namespaces) {
      floor.push(await timed(() => bare(namespace)));
      values.push(
        await timed(async () => {
          const { status } = await alarm(alarmOf(namespace, 'cart'));
          if (status !== 202) throw new Error(`the alarm was answered with ${status}`);
          const held = async () => {
            const { items } = await home.get<{ items: { plan: { target: { namespace?: string } } }[] }>(
              '/api/v1/holds',
              token,
            );
            return items.find((hold) => hold.plan.target.namespace === namespace);
          };
          await until(`a hold in ${namespace}`, held, { withinMs, everyMs: 25 });
        }),
      );
      // The letter and the sweep of this one are not the next one's.
      await wait(1000);
    }
    return [
      figure({
        id: 'post-to-hold',
        what: 'from an alarm to its question, deployed on the emulator',
        unit: 'ms',
        values: values.slice(1),
        floor: { what: 'POST, SQS, Lambda, DynamoDB of the same emulator', values: floor.slice(1) },
        load,
        notes: [
          'two executions, eight states that run a function, the stream twice; the storm settles for 0 s instead of 20',
          'the emulator itself waits 150 ms before each execution and polls queues and streams',
        ],
      }),
    ];
  } finally {
    await close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
