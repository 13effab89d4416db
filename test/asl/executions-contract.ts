import { describe, expect, test } from 'vitest';
import type { Execution, Executions } from '../../src/asl/index.ts';

export interface Opened {
  store: Executions;
  /** Opens what is stored once more, as after a restart. Left out by stores that live in memory only. */
  reopen?: () => Executions;
  close?: () => void;
}

const T = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

export function row(over: Partial<Execution> = {}): Execution {
  return {
    id: 'm:one',
    machine: 'm',
    name: 'one',
    revision: 1,
    status: 'running',
    startedAt: T(0),
    state: 'First',
    enteredAt: T(0),
    input: '{"a":1}',
    executionInput: '{"a":1}',
    phase: 'ready',
    retries: [],
    ...over,
  };
}

/** Every optional field set: a store that keeps columns must not lose one. */
const full: Execution = row({
  id: 'm:full',
  name: 'full',
  phase: 'waiting',
  wakeAt: T(5),
  timeoutAt: T(9),
  token: 'token-full',
  retries: [0, 2, 1],
  output: '"snow ☃ \\u0000 \'quoted\'"',
  error: 'Some.Error',
  cause: '{"errorType":"x"}',
  endedAt: T(9),
});

/** What every Executions store must do. Call it inside a test file with a factory of empty stores. */
export function executionsContract(name: string, open: () => Opened): void {
  describe(`Executions: ${name}`, () => {
    function using(title: string, body: (opened: Opened) => void): void {
      test(title, () => {
        const opened = open();
        try {
          body(opened);
        } finally {
          opened.close?.();
        }
      });
    }

    using('an unknown id or token is undefined', ({ store }) => {
      expect(store.get('m:none')).toBeUndefined();
      expect(store.byToken('none')).toBeUndefined();
      expect(store.nextWake()).toBeUndefined();
      expect(store.due(T(0), 10)).toEqual([]);
    });

    using('keeps every field, and the absence of every optional field', ({ store }) => {
      expect(store.create(full)).toBe(true);
      expect(store.create(row())).toBe(true);
      expect(store.get('m:full')).toStrictEqual(full);
      expect(store.get('m:one')).toStrictEqual(row());
    });

    using('save drops the optional fields the new row does not have', ({ store }) => {
      store.create(full);
      const bare = row({ id: 'm:full', name: 'full', revision: 2 });
      expect(store.save(bare)).toBe(true);
      expect(store.get('m:full')).toStrictEqual(bare);
      expect(store.byToken('token-full')).toBeUndefined();
      expect(store.nextWake()).toBeUndefined();
    });

    using('create refuses an id that exists, running or ended, and changes nothing', ({ store }) => {
      store.create(row());
      expect(store.create(row({ input: '2' }))).toBe(false);
      expect(store.get('m:one')?.input).toBe('{"a":1}');
      store.save(row({ revision: 2, status: 'succeeded', phase: 'ended' }));
      expect(store.create(row())).toBe(false);
      expect(store.get('m:one')?.status).toBe('succeeded');
    });

    using('save is compare and swap on the revision', ({ store }) => {
      expect(store.save(row({ revision: 2 }))).toBe(false);
      store.create(row());
      expect(store.save(row({ revision: 1, input: '"same"' }))).toBe(false);
      expect(store.save(row({ revision: 3, input: '"skips"' }))).toBe(false);
      expect(store.save(row({ revision: 2, input: '"first"' }))).toBe(true);
      expect(store.save(row({ revision: 2, input: '"second"' }))).toBe(false);
      expect(store.get('m:one')).toStrictEqual(row({ revision: 2, input: '"first"' }));
    });

    using('what is handed out or in is a copy', ({ store }) => {
      const mine = row({ retries: [1] });
      store.create(mine);
      mine.retries.push(9);
      store.get('m:one')?.retries.push(8);
      expect(store.get('m:one')?.retries).toEqual([1]);
    });

    using('byToken finds the current token only', ({ store }) => {
      store.create(row({ phase: 'waiting', token: 'a', wakeAt: T(1) }));
      store.create(row({ id: 'm:two', name: 'two', phase: 'waiting', token: 'b', wakeAt: T(1) }));
      expect(store.byToken('a')?.id).toBe('m:one');
      expect(store.byToken('b')?.id).toBe('m:two');
      store.save(row({ revision: 2, phase: 'waiting', token: 'c', wakeAt: T(1) }));
      expect(store.byToken('a')).toBeUndefined();
      expect(store.byToken('c')?.id).toBe('m:one');
    });

    const rows: [name: string, over: Partial<Execution>, due: boolean][] = [
      ['ready', { phase: 'ready' }, true],
      ['ready with a deadline ahead', { phase: 'ready', wakeAt: T(99) }, true],
      ['calling', { phase: 'calling', token: 't1', wakeAt: T(99) }, true],
      ['sleeping, over now', { phase: 'sleeping', wakeAt: T(10) }, true],
      ['sleeping, over before', { phase: 'sleeping', wakeAt: T(9) }, true],
      ['sleeping on', { phase: 'sleeping', wakeAt: T(11) }, false],
      ['waiting, past its deadline', { phase: 'waiting', token: 't2', wakeAt: T(10) }, true],
      ['waiting on', { phase: 'waiting', token: 't3', wakeAt: T(11) }, false],
      ['waiting without a deadline', { phase: 'waiting', token: 't4' }, false],
      ['ended', { phase: 'ended', status: 'succeeded' }, false],
      ['failed long ago', { phase: 'ended', status: 'failed', wakeAt: T(1) }, false],
      ['aborted while ready', { phase: 'ready', status: 'aborted' }, false],
    ];
    for (const [title, over, isDue] of rows) {
      using(`due: ${title} -> ${isDue}`, ({ store }) => {
        store.create(row(over));
        expect(store.due(T(10), 10)).toEqual(isDue ? ['m:one'] : []);
      });
    }

    using('due: by startedAt, then id, and no more than the limit', ({ store }) => {
      for (const [id, startedAt] of [
        ['m:d', T(2)],
        ['m:b', T(1)],
        ['m:a', T(1)],
        ['m:c', T(0)],
      ] as const) {
        store.create(row({ id, name: id.slice(2), startedAt }));
      }
      expect(store.due(T(10), 10)).toEqual(['m:c', 'm:a', 'm:b', 'm:d']);
      expect(store.due(T(10), 2)).toEqual(['m:c', 'm:a']);
      expect(store.due(T(10), 0)).toEqual([]);
    });

    using('nextWake: the smallest wakeAt of running rows, past ones too', ({ store }) => {
      store.create(row({ id: 'm:a', name: 'a', phase: 'sleeping', wakeAt: T(7) }));
      expect(store.nextWake()).toBe(T(7));
      store.create(row({ id: 'm:b', name: 'b', phase: 'waiting', token: 'b', wakeAt: T(3) }));
      store.create(row({ id: 'm:c', name: 'c', phase: 'ended', status: 'failed', wakeAt: T(1) }));
      store.create(row({ id: 'm:d', name: 'd' }));
      expect(store.nextWake()).toBe(T(3));
      store.save(row({ id: 'm:b', name: 'b', revision: 2, phase: 'ended', status: 'succeeded' }));
      expect(store.nextWake()).toBe(T(7));
    });

    using('a store that says it can be reopened has everything afterwards', (opened) => {
      opened.store.create(full);
      opened.store.create(row());
      opened.store.save(row({ revision: 2, input: '"later"' }));
      const again = opened.reopen === undefined ? opened.store : opened.reopen();
      expect(again.get('m:full')).toStrictEqual(full);
      expect(again.get('m:one')).toStrictEqual(row({ revision: 2, input: '"later"' }));
      expect(again.byToken('token-full')?.id).toBe('m:full');
      expect(again.save(row({ revision: 2 }))).toBe(false);
    });
  });
}
