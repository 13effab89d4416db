import { expect, test } from 'vitest';
import { summaryOf } from '../../../console/view/decided-all.ts';

test('all taken: no more to say', () => {
  expect(summaryOf([{ title: 'a', status: 'approved' }], 'approved')).toEqual({
    type: 'success',
    header: 'Approved: 1 of 1',
    lines: [],
  });
});

test('what still waits and what was left out is named', () => {
  const given = [
    { title: 'a', status: 'approved' },
    { title: 'b', status: 'pending' },
    { title: 'c', refused: 'the plan is not the one you saw' },
  ];
  expect(summaryOf(given, 'approved')).toEqual({
    type: 'warning',
    header: 'Approved: 2 of 3',
    lines: ['waits for another person: b', 'left out: c (the plan is not the one you saw)'],
  });
});
