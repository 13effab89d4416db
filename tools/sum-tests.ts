// node tools/sum-tests.ts FILE…: the closing line over several vitest JSON reports. Exit code 1 when anything failed, when a
// report is missing, or when nothing ran: a suite that says nothing has not passed.
import { readFileSync } from 'node:fs';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

export interface Sum {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A report that is missing or not one counts as one failure, and so does a file that failed before its first test. */
export function sumOf(reports: readonly (string | undefined)[]): Sum {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const text of reports) {
    const report = parsed(text);
    if (report === undefined || report.numPassedTests + report.numFailedTests === 0) {
      sum.failed++;
      continue;
    }
    sum.passed += report.numPassedTests;
    sum.skipped += report.numPendingTests;
    sum.failed += report.numFailedTests;
    sum.failed += report.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    ).length;
  }
  return sum;
}

function parsed(text: string | undefined): Report | undefined {
  try {
    const report = JSON.parse(text ?? '') as Report;
    return Array.isArray(report.testResults) ? report : undefined;
  } catch {
    return undefined;
  }
}

function readOr(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    console.error(`no report at ${path}`);
    return undefined;
  }
}

if (import.meta.main) {
  const { passed, failed, skipped } = sumOf(process.argv.slice(2).map(readOr));
  if (skipped > 0) console.log(`${skipped} skipped`);
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}
