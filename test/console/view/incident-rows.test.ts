import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chosen,
  type IncidentRow,
  isFiltering,
  noFilter,
  nothingLoaded,
  sortings,
  withPage,
} from '../../../console/view/incident-rows.ts';
import { filterOf, paramsOf, sortingOf } from '../../../console/view/list-address.ts';

const row = (over: Partial<IncidentRow> & { id: string }): IncidentRow => ({
  title: 'KubePodCrashLooping',
  status: 'waiting',
  severity: 'critical',
  confidence: 0.9,
  place: 'shop/cart',
  cluster: 'prod',
  cause: undefined,
  reason: '',
  openedAt: '2026-03-01T08:00:00.000Z',
  updatedAt: '2026-03-01T08:00:00.000Z',
  alerts: 1,
  words: 'kubepodcrashlooping shop/cart prod',
  ...over,
});
const ids = (rows: readonly IncidentRow[]): string[] => rows.map(({ id }) => id);

describe('pages', () => {
  test('the newest page read again loses nothing that was read before', () => {
    const first = withPage(nothingLoaded, [row({ id: '03' }), row({ id: '02' })], 'after-02');
    const second = withPage(first, [row({ id: '01' })], null);
    const again = withPage(second, [row({ id: '05' }), row({ id: '04' })]);
    expect(ids(chosen(again.rows.values(), noFilter, 'newest'))).toEqual(['05', '04', '03', '02', '01']);
    expect(again.cursor).toBeNull();
  });

  test('nothing new is the very same: nobody has to draw again', () => {
    const loaded = withPage(nothingLoaded, [row({ id: '01' })], 'after-01');
    expect(withPage(loaded, [row({ id: '01' })])).toBe(loaded);
    expect(withPage(loaded, [row({ id: '01', alerts: 2 })])).not.toBe(loaded);
  });

  test('the newer state wins, whichever page brought it', () => {
    const newer = row({ id: '01', status: 'recovered', updatedAt: '2026-03-01T09:00:00.000Z' });
    const older = row({ id: '01', status: 'running' });
    for (const [a, b] of [
      [newer, older],
      [older, newer],
    ] as const)
      expect(withPage(withPage(nothingLoaded, [a]), [b]).rows.get('01')?.status).toBe('recovered');
  });
});

describe('what is chosen', () => {
  const rows = [
    row({ id: '01', severity: 'low', status: 'closed', words: 'disk full shop/db' }),
    row({ id: '02', severity: undefined, status: 'open', confidence: undefined, words: 'disk full shop/cart' }),
    row({ id: '03', severity: 'high', status: 'running', confidence: 0.5 }),
  ];
  test.each([
    [{ text: 'DISK cart' }, ['02']],
    [{ text: 'disk nothing' }, []],
    [{ status: 'active' as const }, ['03', '02']],
    [{ status: 'closed' as const }, ['01']],
    [{ severity: 'high' as const }, ['03']],
    [{}, ['03', '02', '01']],
  ])('%j', (over, left) => {
    expect(ids(chosen(rows, { ...noFilter, ...over }, 'newest'))).toEqual(left);
  });

  test.each([
    ['newest', ['03', '02', '01']],
    ['oldest', ['01', '02', '03']],
    ['severity', ['03', '01', '02']],
    ['confidence', ['01', '03', '02']],
  ] as const)('in order: %s', (sorting, order) => {
    expect(ids(chosen(rows, noFilter, sorting))).toEqual(order);
  });

  test('ten thousand are chosen and ordered by any order to the same set', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => row({ id: String(at).padStart(6, '0') }));
    for (const sorting of sortings) expect(new Set(ids(chosen(many, noFilter, sorting))).size).toBe(10_000);
  });
});

describe('the address', () => {
  test('says what was chosen, and gives it back', () => {
    const filter = fc.record({
      text: fc.string({ maxLength: 200 }),
      status: fc.constantFrom('all', 'active', 'waiting', 'closed'),
      severity: fc.constantFrom('all', 'low', 'critical'),
    }) as fc.Arbitrary<typeof noFilter>;
    fc.assert(
      fc.property(filter, fc.constantFrom(...sortings), (chose, sorting) => {
        const params = new URLSearchParams(new URLSearchParams(paramsOf(chose, sorting)).toString());
        expect(sortingOf(params)).toBe(sorting);
        expect(filterOf(params)).toEqual({ ...chose, text: chose.text.toWellFormed() });
      }),
    );
  });

  test('what it does not know is no filter', () => {
    const params = new URLSearchParams('status=burning&severity=__proto__&sort=constructor');
    expect(isFiltering(filterOf(params))).toBe(false);
    expect(sortingOf(params)).toBe('newest');
  });
});
