import * as z from 'zod';
import { Instant } from '../instant.ts';
import { plainLine } from '../plain-text.ts';
import { Role, User } from '../stored.ts';
import { pageOf } from './page.ts';

/** Part of addresses and keys, typed by people and read aloud: no letter may pass for another. */
export const UserId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._@-]{0,63}$/, 'lower-case letters, digits and . _ @ -, at most 64, a letter or digit first');

const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => text.trim() !== '' && plainLine(text) === text, 'one line without control characters');
/** As mail servers everywhere take it: in ASCII, so that no look-alike passes for another's. */
const Mail = z.email().max(254);
const Roles = z
  .array(Role)
  .max(Role.options.length)
  .refine((roles) => new Set(roles).size === roles.length, 'a role is named twice');

/** Somebody who may sign in. Where an issuer signs tokens they are known by their subject there, or invited by their mail. */
export const NewUser = z
  .strictObject({
    id: UserId,
    name: line(100),
    mail: Mail.optional(),
    roles: Roles.min(1),
    /** The issuer of this deployment when it is left out. */
    issuer: z.string().min(1).max(512).optional(),
    subject: z.string().min(1).max(256).optional(),
  })
  .refine(({ issuer, subject }) => issuer === undefined || subject !== undefined, {
    path: ['subject'],
    message: 'an issuer says nothing without the subject it knows them by',
  });
export type NewUser = z.infer<typeof NewUser>;

/** What is to change; the rest stays. No roles at all: removed, and whatever spoke for them is void. */
export const UserEdit = z
  .strictObject({
    name: line(100).optional(),
    /** Named anew, an invitation begins anew; null takes it away. */
    mail: Mail.nullable().optional(),
    roles: Roles.optional(),
    /** Ends every session and token of theirs. */
    signOut: z.literal(true).optional(),
  })
  .refine((edit) => Object.values(edit).some((value) => value !== undefined), 'it names nothing to change');
export type UserEdit = z.infer<typeof UserEdit>;

/**
 * How they come in: `link` by a sign-in link of this home, `bound` as a subject of the issuer, `invited` when they first sign
 * in with their verified mail, `expired` when they did not in time, `removed` not at all.
 */
export const SignInState = z.enum(['link', 'bound', 'invited', 'expired', 'removed']);
export type SignInState = z.infer<typeof SignInState>;

export const ShownUser = User.omit({ tokensFrom: true }).extend({
  signIn: SignInState,
  /** What an edit names in `If-Match`, in quotes. */
  version: z.int().min(1),
});
export type ShownUser = z.infer<typeof ShownUser>;
export const UserList = pageOf(ShownUser);
export type UserList = z.infer<typeof UserList>;

/** Opens the home once, as the user it was made for. Whoever has it is them: it is shown once and kept nowhere. */
export const SignInLink = z.strictObject({ link: z.url(), user: z.string(), expiresAt: Instant });
export type SignInLink = z.infer<typeof SignInLink>;

/** With the link to hand on, where the home signs in by links. */
export const UserAdded = z.strictObject({ user: ShownUser, signIn: SignInLink.optional() });
export type UserAdded = z.infer<typeof UserAdded>;

/** Who is asking, as the console shows them. */
export const Me = User.pick({ id: true, name: true, roles: true, tenant: true, mail: true });
export type Me = z.infer<typeof Me>;
