import * as z from 'zod';
import { Role } from '../stored.ts';

/** Who is asking, as the console shows them. */
export const Me = z.strictObject({
  id: z.string(),
  name: z.string(),
  roles: z.array(Role),
  tenant: z.string(),
  mail: z.string().optional(),
});
export type Me = z.infer<typeof Me>;
