import * as z from 'zod';
import type { Change } from '../../contracts/plan.ts';
import { readQuantity } from '../../contracts/quantity.ts';
import type { Action } from './action.ts';
import { factsOf } from './facts-of.ts';
import { memoryText, timesFactor } from './memory-text.ts';
import { pointerOf } from './pointer.ts';
import { kubectl } from './shell-word.ts';
import { containerOf, workloadOf } from './workload.ts';

const Params = z.strictObject({ container: z.string().min(1), memoryLimit: z.string().min(1) });
type Params = z.infer<typeof Params>;

export const setResources: Action<Params> = {
  id: 'workload.set-resources',
  title: 'Raise the memory limit of a container',
  risk: 'medium',
  writes: ['Deployment'],
  proof: ['pod.memory-limit-exceeded'],
  params: Params,

  propose(judgement, bounds) {
    const read = factsOf(judgement, 'pod.memory-limit-exceeded');
    if ('refused' in read) return read;
    const limit = readQuantity(read.facts.memoryLimit);
    const atMost = readQuantity(bounds.memoryLimitAtMost);
    if (limit === undefined || limit <= 0n) return { refused: `memory limit ${read.facts.memoryLimit} cannot be read` };
    if (atMost === undefined)
      return { refused: `guardrail memoryLimitAtMost ${bounds.memoryLimitAtMost} cannot be read` };
    const raised = readQuantity(memoryText(timesFactor(limit, bounds.memoryFactor), 'up')) ?? limit;
    const memoryLimit = raised > atMost ? memoryText(atMost, 'down') : memoryText(raised, 'up');
    if ((readQuantity(memoryLimit) ?? 0n) <= limit)
      return {
        refused: `memory limit ${read.facts.memoryLimit} cannot be raised: the guardrail allows ${bounds.memoryLimitAtMost} at most`,
      };
    return { params: { container: read.facts.container, memoryLimit } };
  },

  changes(params, target, objects) {
    const found = workloadOf(target, objects);
    if ('refused' in found) return found;
    const at = containerOf(found.workload, params.container);
    if ('refused' in at) return at;
    const before = at.container.resources?.limits?.memory;
    const wanted = readQuantity(params.memoryLimit);
    if (wanted === undefined || wanted <= 0n) return { refused: `${params.memoryLimit} is no amount of memory` };
    if (before !== undefined && readQuantity(before) === wanted)
      return { refused: `${params.container} already has the memory limit ${before}: diagnose again` };
    const request = at.container.resources?.requests?.memory;
    if (request !== undefined && (readQuantity(request) ?? wanted + 1n) > wanted)
      return {
        refused: `${params.container} requests ${request} of memory, more than a limit of ${params.memoryLimit}`,
      };
    const change: Change = {
      path: pointerOf([...at.keys, 'resources', 'limits', 'memory']),
      after: params.memoryLimit,
    };
    return { changes: [before === undefined ? change : { ...change, before }] };
  },

  words: (params, target) => ({
    title: `Raise the memory limit of ${target.name}/${params.container} to ${params.memoryLimit}`,
    solution: `Set the memory limit of container ${params.container} to ${params.memoryLimit}. Its requests stay as they are; where none is set, the scheduler counts the limit.`,
    preview: kubectl(
      target,
      'set',
      'resources',
      `${target.kind.toLowerCase()}/${target.name}`,
      '-c',
      params.container,
      `--limits=memory=${params.memoryLimit}`,
    ),
  }),
};
