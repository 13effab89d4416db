import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf, millisOf } from '../../../src/contracts/instant.ts';
import { Workflow } from '../../../src/contracts/settings.ts';
import { nextWindow } from '../../../src/core/policy/window.ts';

type Windows = Workflow['windows'];
const weekdays: Windows = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }];
const night: Windows = [{ days: [5], from: '22:00', to: '04:00' }];
// 2026-03-06 is a Friday.
const friday = '2026-03-06';

describe('nextWindow', () => {
  test.each<[string, Windows, string, string]>([
    ['no windows: now', [], `${friday}T03:00:00.000Z`, `${friday}T03:00:00.000Z`],
    ['inside: now', weekdays, `${friday}T12:34:56.789Z`, `${friday}T12:34:56.789Z`],
    ['its first moment is inside', weekdays, `${friday}T09:00:00.000Z`, `${friday}T09:00:00.000Z`],
    ['just before', weekdays, `${friday}T08:59:59.999Z`, `${friday}T09:00:00.000Z`],
    [
      'its last moment is outside: over the weekend to Monday',
      weekdays,
      `${friday}T17:00:00.000Z`,
      '2026-03-09T09:00:00.000Z',
    ],
    ['over midnight, before it', night, `${friday}T23:59:00.000Z`, `${friday}T23:59:00.000Z`],
    ['over midnight, after it', night, '2026-03-07T03:59:59.999Z', '2026-03-07T03:59:59.999Z'],
    ['over midnight, done: a week on', night, '2026-03-07T04:00:00.000Z', '2026-03-13T22:00:00.000Z'],
    [
      'from and to alike: a whole day',
      [{ days: [0], from: '06:00', to: '06:00' }],
      '2026-03-09T05:59:00.000Z',
      '2026-03-09T05:59:00.000Z',
    ],
    [
      'up to midnight',
      [{ days: [5], from: '20:00', to: '24:00' }],
      '2026-03-07T00:00:00.000Z',
      '2026-03-13T20:00:00.000Z',
    ],
    [
      'the nearest of several',
      [...night, { days: [6], from: '12:00', to: '13:00' }],
      '2026-03-07T05:00:00.000Z',
      '2026-03-07T12:00:00.000Z',
    ],
  ])('%s', (_, windows, now, expected) => {
    expect(nextWindow(windows, now)).toBe(expected);
  });

  test('never in the past, within a week, and itself inside a window', () => {
    const time = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const window = fc.record({ days: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }), from: time, to: time });
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 3 }), fc.nat(4_000_000_000_000), (windows, millis) => {
        const now = instantOf(millis);
        const next = nextWindow(windows, now);
        expect(next >= now).toBe(true);
        expect(millisOf(next) - millis).toBeLessThanOrEqual(7 * 86_400_000);
        expect(nextWindow(windows, next)).toBe(next);
      }),
    );
  });

  test.each(['25:00', '9:00', '12:60', '99:99'])('%s is no time', (from) => {
    const windows = Workflow.shape.windows.safeParse([{ days: [1], from, to: '17:00' }]);
    expect(windows.success).toBe(false);
  });
});
