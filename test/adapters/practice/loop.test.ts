import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Loop, periodOf, steadyFrom, type Turn, turn, turnAt } from '../../../src/adapters/practice/loop.ts';

const loops = fc.record({
  from: fc.integer({ min: 0, max: 1e6 }),
  first: fc.integer({ min: 1, max: 100_000 }),
  later: fc.integer({ min: 1, max: 50_000 }),
  backOffFirst: fc.integer({ min: 1, max: 5_000 }),
  backOffCap: fc.integer({ min: 5_000, max: 300_000 }),
});

/** The same, lived through one attempt after the other. */
function lived(loop: Loop, count: number): Turn[] {
  const turns: Turn[] = [];
  let from = loop.from;
  let pause = loop.backOffFirst;
  for (let index = 0; index < count; index += 1) {
    const until = from + (index === 0 ? loop.first : loop.later);
    const next = until + Math.min(pause, loop.backOffCap);
    turns.push({ index, from, until, next });
    from = next;
    pause *= 2;
  }
  return turns;
}

test('what is computed is what would have been lived through', () => {
  fc.assert(
    fc.property(loops, (loop) => {
      const turns = lived(loop, 40);
      expect(turns.map(({ index }) => turn(loop, index))).toEqual(turns);
      for (const each of turns)
        for (const at of [each.from, each.until - 1, each.until, each.next - 1]) expect(turnAt(loop, at)).toEqual(each);
      expect(turnAt(loop, loop.from - 1)).toBeUndefined();
    }),
  );
});

test('from where it is steady it repeats', () => {
  fc.assert(
    fc.property(loops, fc.integer({ min: 0, max: 1e7 }), fc.integer({ min: 1, max: 1e6 }), (loop, later, times) => {
      const at = steadyFrom(loop) + later;
      const [one, other] = [turnAt(loop, at), turnAt(loop, at + times * periodOf(loop))];
      expect(other).toEqual({
        index: (one?.index ?? 0) + times,
        from: (one?.from ?? 0) + times * periodOf(loop),
        until: (one?.until ?? 0) + times * periodOf(loop),
        next: (one?.next ?? 0) + times * periodOf(loop),
      });
    }),
  );
});

test('one that never ends stays the first', () => {
  const never = {
    from: 5,
    first: Number.POSITIVE_INFINITY,
    later: Number.POSITIVE_INFINITY,
    backOffFirst: 1,
    backOffCap: 9,
  };
  expect(turnAt(never, 1e15)).toMatchObject({ index: 0, from: 5, until: Number.POSITIVE_INFINITY });
});
