import * as z from 'zod';
import { Instant } from '../instant.ts';
import { Me } from './users.ts';

/** The code of a sign-in link: what stands behind the # of its address. */
export const SessionRequest = z.strictObject({ code: z.string().min(1).max(128) });
export type SessionRequest = z.infer<typeof SessionRequest>;

/** Who is signed in now, until when at most; the session itself is a cookie that no script sees. */
export const SessionOpened = z.strictObject({ me: Me, expiresAt: Instant });
export type SessionOpened = z.infer<typeof SessionOpened>;

/** Whether there was a session to end. */
export const SessionClosed = z.strictObject({ ended: z.boolean() });
export type SessionClosed = z.infer<typeof SessionClosed>;
