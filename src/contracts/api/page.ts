import * as z from 'zod';

/** How a list is asked for: so many at once, from where the last page ended. */
export const Paging = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(2048).optional(),
});
export type Paging = z.infer<typeof Paging>;

/** A page of a list. `cursor` asks for the next one; null: this was the last. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), cursor: z.string().nullable() });
