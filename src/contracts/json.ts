import * as z from 'zod';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export const Json: z.ZodType<Json> = z.json() as z.ZodType<Json>;

/** RFC 6902 operations, the only form in which Mendgate changes an object. */
export const PatchOp = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('test'), path: z.string(), value: Json }),
  z.strictObject({ op: z.literal('add'), path: z.string(), value: Json }),
  z.strictObject({ op: z.literal('replace'), path: z.string(), value: Json }),
  z.strictObject({ op: z.literal('remove'), path: z.string() }),
]);
export type PatchOp = z.infer<typeof PatchOp>;
