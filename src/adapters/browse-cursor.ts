import * as z from 'zod';
import { Fault } from '../contracts/fault.ts';
import type { Item } from '../core/ports.ts';

/** The place in a list after which a page begins. It names no list: that comes with the question, so a cursor cannot reach into another one. */
const Place = z.strictObject({
  order: z.string().min(1),
  pk: z.string().min(1),
  sk: z.string().min(1),
});
export type Place = z.infer<typeof Place>;

export function writeCursor(item: Item): string {
  const place: Place = { order: item.order ?? '', pk: item.pk, sk: item.sk };
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** A cursor comes back from outside: throws Malformed for anything we did not write. */
export function readCursor(cursor: string): Place {
  try {
    if (cursor.length > 8192) throw new Error('too long');
    return Place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new Fault('Malformed', 'the cursor is none of ours', 'Begin again without a cursor.');
  }
}
