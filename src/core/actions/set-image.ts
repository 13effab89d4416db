import * as z from 'zod';
import type { Action } from './action.ts';
import { factsOf } from './facts-of.ts';
import { pointerOf } from './pointer.ts';
import { kubectl } from './shell-word.ts';
import { containerOf, workloadOf } from './workload.ts';

const Params = z.strictObject({ container: z.string().min(1), image: z.string().min(1).max(1024).regex(/^\S+$/) });
type Params = z.infer<typeof Params>;

export const setImage: Action<Params> = {
  id: 'workload.set-image',
  title: 'Put a container back on the image that last ran',
  risk: 'medium',
  writes: ['Deployment'],
  proof: ['pod.image-not-found'],
  params: Params,

  propose(judgement) {
    const read = factsOf(judgement, 'pod.image-not-found');
    if ('refused' in read) return read;
    const { container, image, lastGoodImage } = read.facts;
    // A guessed tag would be a guess about what the team wants to run: only an image that ran is proposed.
    if (lastGoodImage === undefined)
      return { refused: `no earlier revision of ${container} is known to have run: name an image that exists` };
    if (lastGoodImage === image)
      return { refused: `the image that last ran is ${image} itself: restore it at its registry` };
    const params = Params.safeParse({ container, image: lastGoodImage });
    return params.success ? { params: params.data } : { refused: `${lastGoodImage} is no image reference` };
  },

  changes(params, target, objects) {
    const found = workloadOf(target, objects);
    if ('refused' in found) return found;
    const at = containerOf(found.workload, params.container);
    if ('refused' in at) return at;
    const before = at.container.image;
    if (before === params.image) return { refused: `${params.container} already runs ${params.image}: diagnose again` };
    const change = { path: pointerOf([...at.keys, 'image']), after: params.image };
    return { changes: [before === undefined ? change : { ...change, before }] };
  },

  words: (params, target) => ({
    title: `Put ${target.name}/${params.container} back on ${params.image}`,
    solution: `Set the image of container ${params.container} to ${params.image}, the one it ran in its newest healthy revision.`,
    preview: kubectl(
      target,
      'set',
      'image',
      `${target.kind.toLowerCase()}/${target.name}`,
      `${params.container}=${params.image}`,
    ),
  }),
};
