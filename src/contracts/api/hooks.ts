import * as z from 'zod';
import { Hook } from '../hook.ts';
import { pageOf } from './page.ts';

/** A new address for a sender. Its secret is made here, and shown in the answer only. */
export const NewHook = Hook.pick({ id: true, source: true, auth: true })
  .extend({ cluster: z.string().min(1).max(200) })
  .superRefine(({ auth, source }, context) => {
    const wrong = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: ['auth', field], message });
    if (auth.kind === 'sns' && source !== 'cloudwatch') wrong('kind', 'only CloudWatch sends through topics of SNS');
    if (auth.kind === 'header' && !/^[a-z0-9][a-z0-9-]{0,63}$/.test(auth.header))
      wrong('header', "a header's name in lower-case letters, digits and hyphens, at most 64");
    if (auth.kind === 'basic' && !/^[\x21-\x39\x3b-\x7e]{1,64}$/.test(auth.user))
      wrong('user', 'printable ASCII without spaces and colons, at most 64');
  });
export type NewHook = z.infer<typeof NewHook>;

/** Where a sender posts to, and how it proves itself; never with what. */
export const ShownHook = Hook.omit({ secret: true }).extend({ path: z.string() });
export type ShownHook = z.infer<typeof ShownHook>;
export const HookList = pageOf(ShownHook);
export type HookList = z.infer<typeof HookList>;

/** The new secret, and the headers that carry it: shown this once. The one before it is taken as well. SNS needs none. */
export const HookSecret = z.strictObject({
  hook: ShownHook,
  secret: z.string().optional(),
  headers: z.record(z.string(), z.string()),
});
export type HookSecret = z.infer<typeof HookSecret>;
