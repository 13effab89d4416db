import * as z from 'zod';
import { cleanLine } from '../cut-text.ts';
import { intakeLimits } from '../limits.ts';
import { type Where, whereOf } from '../where-of.ts';
import { workloadOfPod, workloadOfPodOrWorkload } from '../workload-of-pod.ts';

export const Metrics = z.array(
  z.object({
    metricStat: z
      .object({
        metric: z.object({
          name: z.string().nullish(),
          namespace: z.string().nullish(),
          dimensions: z.record(z.string(), z.string()).nullish(),
        }),
      })
      .nullish(),
  }),
);
export type Metrics = z.infer<typeof Metrics>;

/**
 * The dimensions on which all metrics of an alarm agree. Metric math over two pods names two: taking the first would blame one
 * of them by chance.
 */
export function dimensionsOf(metrics: Metrics): Record<string, string> {
  const agreed = new Map<string, string | undefined>();
  for (const metric of metrics)
    for (const [name, value] of Object.entries(metric.metricStat?.metric.dimensions ?? {}))
      agreed.set(name, agreed.has(name) && agreed.get(name) !== value ? undefined : value);
  return Object.fromEntries([...agreed].filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The dimension that names what serves, best first: Container Insights and Application Signals, ECS, then managed services. */
const services = [
  'Service',
  'ServiceName',
  'DBInstanceIdentifier',
  'DBClusterIdentifier',
  'CacheClusterId',
  'FunctionName',
  'QueueName',
  'TableName',
] as const;

/** Where a CloudWatch alarm is: Container Insights dimensions first, then lower-case names and tags as Prometheus has them. */
export function placeOf(dimensions: Readonly<Record<string, string>>, tags: Readonly<Record<string, string>>): Where {
  const own = (name: string): string | undefined => {
    const value = Object.hasOwn(dimensions, name) ? cleanLine(dimensions[name] ?? '', intakeLimits.name) : '';
    return value === '' ? undefined : value;
  };
  const lowerTags = Object.fromEntries(Object.entries(tags).map(([name, value]) => [name.toLowerCase(), value]));
  const where = whereOf({ ...lowerTags, ...dimensions });
  const put = (name: 'cluster' | 'namespace' | 'workload' | 'service' | 'environment', value: string | undefined) => {
    if (value !== undefined) where[name] = value;
  };
  const full = own('FullPodName');
  const pod = own('PodName');
  put('cluster', own('ClusterName'));
  put('namespace', own('Namespace'));
  put('environment', own('Environment'));
  put(
    'service',
    services.map(own).find((name) => name !== undefined),
  );
  // Container Insights writes the owner's name into PodName and the pod's own into FullPodName.
  put('workload', pod === undefined ? full && workloadOfPod(full, own('NodeName')) : workloadOfPodOrWorkload(pod));
  return where;
}
