import * as z from 'zod';

export const Alive = z.strictObject({ ok: z.literal(true) });
export type Alive = z.infer<typeof Alive>;

/** Each dependency by name: `ok`, or what is wrong with it. */
export const Ready = z.strictObject({ ok: z.boolean(), dependencies: z.strictObject({ records: z.string() }) });
export type Ready = z.infer<typeof Ready>;
