import * as z from 'zod';
import { Instant } from '../../contracts/instant.ts';
import { Kind } from '../../contracts/kube.ts';

export const MANIFEST = 'snapshot.json';

/** What `mendgate snapshot` writes beside the Lists: what a directory of files cannot say by itself. */
export const Manifest = z.strictObject({
  schema: z.literal('mendgate.snapshot/1'),
  at: Instant,
  /** Namespaces in which a kind was listed; `*` is all of them. */
  asked: z.partialRecord(Kind, z.union([z.literal('*'), z.array(z.string())])),
  /** Asked for, and there was no such log: `<ns>/<pod>/<container>`, with `.previous` for the run before. */
  noLogs: z.array(z.string()),
  /** Asked for, and refused. */
  unreadable: z.array(z.strictObject({ asked: z.string(), why: z.string() })),
});
export type Manifest = z.infer<typeof Manifest>;
