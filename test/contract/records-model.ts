import type { Item, Key, Page, Records, When, Write, Written } from '../../src/core/ports.ts';

const points = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) ?? 0);

/** Order of code points, spelled out: the adapters compare bytes. */
function byPoints(a: string, b: string): number {
  const left = points(a);
  const right = points(b);
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** The plainest thing that could be Records: what every adapter is compared with. Checks no limits. */
export function modelRecords(): Records {
  const stored = new Map<string, Item>();
  const id = (key: Key): string => JSON.stringify([key.pk, key.sk]);
  const key = (write: Write): Key => ('put' in write ? write.put : 'remove' in write ? write.remove : write.check);
  const holds = (when: When, found: Item | undefined): boolean =>
    when === 'absent' ? found === undefined : found?.rev === when;

  function page(sorted: Item[], limit: number | undefined, cursorAt: (item: Item) => string): Page {
    const items = structuredClone(sorted.slice(0, limit ?? sorted.length));
    const last = items.at(-1);
    return items.length < sorted.length && last !== undefined ? { items, cursor: cursorAt(last) } : { items };
  }

  return {
    async get(wanted) {
      return structuredClone(stored.get(id(wanted)));
    },
    async query({ pk, prefix = '', after, newestFirst = false, limit }) {
      const turn = newestFirst ? -1 : 1;
      const found = [...stored.values()]
        .filter((item) => item.pk === pk && item.sk.startsWith(prefix))
        .filter((item) => after === undefined || byPoints(item.sk, after) * turn > 0)
        .sort((a, b) => byPoints(a.sk, b.sk) * turn);
      return page(found, limit, (item) => item.sk);
    },
    async browse({ list, newestFirst = false, limit, cursor }) {
      const turn = newestFirst ? -1 : 1;
      const place = (item: Item): string => JSON.stringify([item.order, item.pk, item.sk]);
      const compare = (a: Item, b: Item): number =>
        (byPoints(a.order ?? '', b.order ?? '') || byPoints(a.pk, b.pk) || byPoints(a.sk, b.sk)) * turn;
      const found = [...stored.values()].filter((item) => item.list === list).sort(compare);
      const from = cursor === undefined ? 0 : found.findIndex((item) => place(item) === cursor) + 1;
      return page(found.slice(from), limit, place);
    },
    async write(writes): Promise<Written> {
      const refused = writes.flatMap((write, index) => {
        const found = structuredClone(stored.get(id(key(write))));
        return holds(write.when, found) ? [] : [{ index, found }];
      });
      if (refused.length > 0) return { ok: false, refused };
      for (const write of writes) {
        if ('put' in write) stored.set(id(write.put), structuredClone(write.put));
        if ('remove' in write) stored.delete(id(write.remove));
      }
      return { ok: true };
    },
  };
}
