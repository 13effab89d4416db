import * as z from 'zod';
import type { Action } from './action.ts';
import { factsOf } from './facts-of.ts';
import { pointerOf } from './pointer.ts';
import { kubectl } from './shell-word.ts';
import { containerOf, workloadOf } from './workload.ts';

const Params = z.strictObject({
  container: z.string().min(1),
  probe: z.enum(['readinessProbe', 'livenessProbe', 'startupProbe']),
  handler: z.enum(['httpGet', 'tcpSocket', 'grpc']),
  port: z.union([z.int().min(1).max(65535), z.string().regex(/^[a-z0-9-]{1,15}$/)]),
});
type Params = z.infer<typeof Params>;

export const setProbe: Action<Params> = {
  id: 'workload.set-probe',
  title: 'Point a probe at the port the container serves',
  risk: 'medium',
  writes: ['Deployment'],
  proof: ['pod.probe-wrong-port'],
  params: Params,

  propose(judgement) {
    const read = factsOf(judgement, 'pod.probe-wrong-port');
    if ('refused' in read) return read;
    const { container, probe, handler, port, rightPort } = read.facts;
    if (port === rightPort) return { refused: `the probe is on ${port} already` };
    const params = Params.safeParse({ container, probe, handler, port: rightPort });
    if (!params.success || (handler === 'grpc' && typeof rightPort === 'string'))
      return { refused: `${rightPort} is no port for a ${handler} probe` };
    return { params: params.data };
  },

  changes(params, target, objects) {
    const found = workloadOf(target, objects);
    if ('refused' in found) return found;
    const at = containerOf(found.workload, params.container);
    if ('refused' in at) return at;
    // The handler is kept: only its port is ours to write.
    const before = at.container[params.probe]?.[params.handler]?.port;
    if (before === undefined)
      return { refused: `${params.container} has no ${params.handler} ${params.probe} any more: diagnose again` };
    if (before === params.port) return { refused: `the ${params.probe} is on ${before} already: diagnose again` };
    return {
      changes: [{ path: pointerOf([...at.keys, params.probe, params.handler, 'port']), before, after: params.port }],
    };
  },

  words: (params, target) => ({
    title: `Point the ${params.probe} of ${target.name}/${params.container} at port ${params.port}`,
    solution: `Set the port of the ${params.handler} ${params.probe} of container ${params.container} to ${params.port}; path, scheme and timing stay.`,
    preview: kubectl(
      target,
      'patch',
      target.kind.toLowerCase(),
      target.name,
      '-p',
      JSON.stringify({
        spec: {
          template: {
            spec: {
              containers: [{ name: params.container, [params.probe]: { [params.handler]: { port: params.port } } }],
            },
          },
        },
      }),
    ),
  }),
};
