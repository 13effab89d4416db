import * as z from 'zod';

/** A signed hold link as it stands behind `/decide#`; whether it is genuine shows only its signature. */
export const LinkText = z.string().min(1).max(2048);
export type LinkText = z.infer<typeof LinkText>;
