import * as z from 'zod';
import { Source } from './alert.ts';
import { TopicArn } from './topic.ts';

/** One address that alarms are posted to: `POST /hooks/<source>/<id>`. Its secret, if it has one, lies in Secrets under `secret`. */
export const Hook = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  tenant: z.string(),
  source: Source,
  /**
   * How the sender proves itself: `Authorization: Bearer`, basic auth's password, a header of its own, or `sns`: Amazon's
   * signature on each message of one of these topics, and no secret.
   */
  auth: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('bearer') }),
    z.strictObject({ kind: z.literal('basic'), user: z.string() }),
    z.strictObject({ kind: z.literal('header'), header: z.string() }),
    z.strictObject({ kind: z.literal('sns'), topics: z.array(TopicArn).min(1).max(20) }),
  ]),
  secret: z.string(),
  /** The cluster an alarm is about when it names none. */
  cluster: z.string(),
});
export type Hook = z.infer<typeof Hook>;
