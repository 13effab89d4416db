import type { Client } from './client.ts';
import type { Listed } from './shown.ts';

/** A whole list, page by page. */
export async function everyPage<T>(client: Client, path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const more = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Listed<T> = await client.get(`${path}?limit=200${more}`);
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== null);
  return items;
}
