import type { Mail } from '../core/ports.ts';

/** For a home nobody told how to send mail: everything else works, and people look at what waits by themselves. */
export const noMail: Mail = { send: async () => 'off' };
