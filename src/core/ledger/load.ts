import { Fault } from '../../contracts/fault.ts';
import type { Key, Records } from '../ports.ts';
import { readAs, type Shape, type Stored } from './shapes.ts';

export async function load<T>(records: Pick<Records, 'get'>, kind: Shape<T>, key: Key): Promise<Stored<T> | undefined> {
  const item = await records.get(key);
  return item === undefined ? undefined : readAs(kind, item);
}

/** As `load`, for what must be there: NotFound names it in words of the caller. */
export async function need<T>(
  records: Pick<Records, 'get'>,
  kind: Shape<T>,
  key: Key,
  what: string,
): Promise<Stored<T>> {
  const found = await load(records, kind, key);
  if (found === undefined)
    throw new Fault('NotFound', `there is no ${what}`, 'Check the id: lists print the ids in use.');
  return found;
}

/** All items of one kind in a partition, in order. Reads every page: use it where the number is bounded by design. */
export async function loadAll<T>(
  records: Pick<Records, 'query'>,
  kind: Shape<T>,
  pk: string,
  prefix: string,
): Promise<Stored<T>[]> {
  const all: Stored<T>[] = [];
  let after: string | undefined;
  do {
    const page = await records.query({ pk, prefix, ...(after !== undefined && { after }) });
    all.push(...page.items.map((item) => readAs(kind, item)));
    after = page.cursor === undefined ? undefined : page.items.at(-1)?.sk;
  } while (after !== undefined);
  return all;
}
