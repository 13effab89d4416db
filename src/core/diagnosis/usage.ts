import * as z from 'zod';
import type { Container, Pod } from '../../contracts/kube.ts';
import { amountOf, readQuantity } from '../../contracts/quantity.ts';
import { bytesText, coresText } from './amount-text.ts';
import type { World } from './analyzer.ts';

const Metrics = z.looseObject({
  containers: z.array(z.looseObject({ name: z.string(), usage: z.record(z.string(), z.unknown()).optional() })),
});

export interface Usage {
  from: string;
  says: string;
  /** Memory used as a share of the limit, where there is one. */
  memoryShare: number | undefined;
}

/** What the container uses now, as metrics-server has it; undefined when nobody measures: context, never a condition. */
export function usageOf(world: World, pod: Pod, container: Container): Usage | undefined {
  const listed = world.list('PodMetrics', pod.metadata.namespace);
  if (listed.is === 'blind') return undefined;
  const mine = listed.objects.find(
    (each) => each.metadata.name === pod.metadata.name && each.metadata.namespace === pod.metadata.namespace,
  );
  const read = Metrics.safeParse(mine);
  const used = read.success ? read.data.containers.find((each) => each.name === container.name)?.usage : undefined;
  const memory = amount(used?.memory);
  const cpu = amount(used?.cpu);
  const limit = amount(container.resources?.limits?.memory);
  const share = memory !== undefined && limit !== undefined && limit > 0 ? memory / limit : undefined;
  const parts: string[] = [];
  if (memory !== undefined) {
    const of =
      share === undefined || limit === undefined ? '' : ` of ${bytesText(limit)} (${Math.round(share * 100)} %)`;
    parts.push(`memory ${bytesText(memory)}${of}`);
  }
  if (cpu !== undefined) parts.push(`cpu ${coresText(cpu)}`);
  if (parts.length === 0) return undefined;
  return {
    from: `podmetrics/${pod.metadata.namespace ?? ''}/${pod.metadata.name}`,
    says: `container ${container.name} uses ${parts.join(', ')}`,
    memoryShare: share,
  };
}

/** Less than nothing is no amount of anything. */
function amount(value: unknown): number | undefined {
  const quantity = readQuantity(value);
  return quantity === undefined || quantity < 0n ? undefined : amountOf(quantity);
}
