import * as z from 'zod';
import { Instant } from './instant.ts';
import { Kind, KubeObject } from './kube.ts';

/**
 * What was asked of a cluster and what came back: the stored form of everything a diagnosis saw, so that every incident
 * replays exactly. An answer is one of three: what was found (a list may be empty, an object absent), or blind with the reason.
 */
export const Ask = z.discriminatedUnion('verb', [
  z.strictObject({ verb: z.literal('list'), kind: Kind, namespace: z.string().optional() }),
  z.strictObject({ verb: z.literal('get'), kind: Kind, namespace: z.string().optional(), name: z.string() }),
  z.strictObject({
    verb: z.literal('logs'),
    namespace: z.string(),
    pod: z.string(),
    container: z.string(),
    previous: z.boolean(),
  }),
]);
export type Ask = z.infer<typeof Ask>;

export const Answer = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('objects'), objects: z.array(KubeObject) }),
  z.strictObject({ is: z.literal('object'), object: KubeObject }),
  z.strictObject({ is: z.literal('text'), text: z.string() }),
  z.strictObject({ is: z.literal('absent') }),
  z.strictObject({ is: z.literal('blind'), why: z.string() }),
]);
export type Answer = z.infer<typeof Answer>;

export const Read = z.strictObject({ ask: Ask, answer: Answer });
export type Read = z.infer<typeof Read>;

/** `at` is when collecting began; ages are measured against it, never against the reader's clock. */
export const WorldRecord = z.strictObject({
  schema: z.literal('mendgate.world/1'),
  source: z.string(),
  at: Instant,
  reads: z.array(Read),
});
export type WorldRecord = z.infer<typeof WorldRecord>;

/** One line that names an ask: the key of a read, and what people see in `blind` and in evidence. */
export function askText(ask: Ask): string {
  const where = ask.namespace === undefined ? '' : `${ask.namespace}/`;
  switch (ask.verb) {
    case 'list':
      return `list ${ask.kind} in ${ask.namespace ?? 'all namespaces'}`;
    case 'get':
      return `${ask.kind.toLowerCase()}/${where}${ask.name}`;
    case 'logs':
      return `${ask.previous ? 'previous ' : ''}logs of pod/${where}${ask.pod} ${ask.container}`;
  }
}
