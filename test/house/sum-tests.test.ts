import { expect, test } from 'vitest';
import { sumOf } from '../../tools/sum-tests.ts';

const report = (passed: number, failed: number, files: readonly object[] = []): string =>
  JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: 1, testResults: files });

test.each([
  ['two suites', [report(3, 0), report(4, 1)], { passed: 7, failed: 1, skipped: 2 }],
  ['a report that is missing', [report(3, 0), undefined], { passed: 3, failed: 1, skipped: 1 }],
  ['a report cut short', [report(3, 0).slice(0, 20)], { passed: 0, failed: 1, skipped: 0 }],
  ['something else', ['{}'], { passed: 0, failed: 1, skipped: 0 }],
  ['nothing ran', [report(0, 0)], { passed: 0, failed: 1, skipped: 0 }],
  [
    'a file that failed before its first test',
    [report(3, 0, [{ status: 'failed', assertionResults: [] }])],
    { passed: 3, failed: 1, skipped: 1 },
  ],
])('%s', (_, reports, sum) => {
  expect(sumOf(reports)).toEqual(sum);
});
