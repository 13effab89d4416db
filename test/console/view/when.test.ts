import { expect, test } from 'vitest';
import { absolute, age, duration, relative } from '../../../console/view/when.ts';

const now = Date.parse('2026-03-01T08:00:00.000Z');
test.each([
  ['2026-03-01T07:59:59.500Z', 'now'],
  ['2026-03-01T07:59:18.000Z', '42 seconds ago'],
  ['2026-03-01T07:58:59.000Z', '1 minute ago'],
  ['2026-03-01T05:30:00.000Z', '2 hours ago'],
  ['2026-02-26T08:00:00.000Z', '3 days ago'],
  ['2026-03-01T10:30:00.000Z', 'in 2 hours'],
])('%s is %s', (at, words) => {
  expect(relative(at, now)).toBe(words);
});

test('an age never runs backwards, whatever two clocks say', () => {
  expect(age('2026-03-01T07:15:00.000Z', now)).toBe('45 m');
  expect(age('2026-03-01T09:00:00.000Z', now)).toBe('0 s');
});

test.each([
  [0, '0 s'],
  [59.6, '1 min'],
  [95, '1 min 35 s'],
  [3600, '1 h'],
  [14_399, '3 h 59 min'],
])('%d s last %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test('a moment is written the same for everybody', () => {
  expect(absolute('2026-03-01T07:15:09.123Z')).toBe('2026-03-01 07:15:09 UTC');
});
