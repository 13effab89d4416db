import * as z from 'zod';
import { Instant } from '../instant.ts';
import { Token } from '../stored.ts';
import { pageOf } from './page.ts';
import { NewUser, UserId } from './users.ts';

/** A token for programs that speak for a user. */
export const NewToken = z.strictObject({
  user: UserId,
  /** What it is for, for whoever has to decide one day whether it is still needed. */
  name: NewUser.shape.name,
  days: z.int().min(1).max(366).default(90),
});
export type NewToken = z.infer<typeof NewToken>;

/** What speaks for somebody: a token of a program, a session of a browser (`sign-in`), or the home's own (`start`). */
export const ShownToken = Token.omit({ sha256: true }).extend({ id: z.string() });
export type ShownToken = z.infer<typeof ShownToken>;
export const TokenList = pageOf(ShownToken);
export type TokenList = z.infer<typeof TokenList>;

/** The token itself: shown this once, and kept nowhere. */
export const TokenMade = z.strictObject({ id: z.string(), user: z.string(), token: z.string(), expiresAt: Instant });
export type TokenMade = z.infer<typeof TokenMade>;

export const TokenEnded = z.strictObject({ id: z.string(), user: z.string() });
export type TokenEnded = z.infer<typeof TokenEnded>;
