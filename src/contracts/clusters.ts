import * as z from 'zod';

/** A cluster this home may look at, and with which identities. What is absent was not granted. */
export const ClusterConfig = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('practice'), id: z.string() }),
  z.strictObject({
    kind: z.literal('kubeconfig'),
    id: z.string(),
    path: z.string(),
    reader: z.string(),
    rehearser: z.string().optional(),
    executor: z.string().optional(),
  }),
]);
export type ClusterConfig = z.infer<typeof ClusterConfig>;
