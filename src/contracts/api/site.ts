import * as z from 'zod';

/** How people sign in: at an OIDC issuer, as this client of it, or by a one-time link of the home itself. */
export const SignIn = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('oidc'), issuer: z.url(), client: z.string().min(1) }),
  z.strictObject({ kind: z.literal('link') }),
]);
export type SignIn = z.infer<typeof SignIn>;

/** What a console must know before anybody has signed in: nothing here is anybody's secret. */
export const SiteFacts = z.strictObject({
  home: z.enum(['aws', 'local']),
  /** Where people reach it, without a slash at its end; absent where only the browser knows. */
  url: z.url().optional(),
  /** Whether it plays outages of its own instead of watching a real cluster. */
  practice: z.boolean(),
  signIn: SignIn,
  /** The path of the live line. */
  live: z.string().startsWith('/'),
});
export type SiteFacts = z.infer<typeof SiteFacts>;
