import { Fault, type FaultWord } from '../../src/contracts/fault.ts';
import type { Item, Records, Write } from '../../src/core/ports.ts';

/** One adapter under test. */
export interface OpenRecords {
  records: Records;
  /** Until what was written is in the index too. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

let used = 0;
/** Nobody else's partition or list: the tests of one adapter share one store. */
export const own = (): string => `t${++used}`;

export function item(pk: string, sk: string, more: Partial<Item> = {}): Item {
  return { pk, sk, type: 'thing', v: 1, rev: 1, body: { sk }, ...more };
}

export const fresh = (pk: string, sk: string, more: Partial<Item> = {}): Write => ({
  put: item(pk, sk, more),
  when: 'absent',
});

export const sks = (items: readonly Item[]): string[] => items.map(({ sk }) => sk);

/** The word of the Fault an attempt ends with; an error that is none is thrown on. */
export const wordOf = (attempt: Promise<unknown>): Promise<FaultWord | 'no fault'> =>
  attempt.then(
    () => 'no fault' as const,
    (thrown) => (thrown instanceof Fault ? thrown.word : Promise.reject(thrown)),
  );

export function nested(depth: number): { [key: string]: Item['body'] } {
  let inner: Item['body'] = { bottom: true };
  for (let level = 1; level < depth; level += 1) inner = { inner };
  return { inner };
}
