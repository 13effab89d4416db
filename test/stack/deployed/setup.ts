import type { TestProject } from 'vitest/node';
import { differences } from './differences.ts';
import { type Deployed, type Started, startDeployed } from './start.ts';
import { noted } from './timings.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    deployed: Deployed;
  }
}

/** One deployment before all tests, which is told to each of them; all of it ends after them, failed or not. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = await startDeployed();
  project.provide('deployed', started.deployed);
  return async () => {
    report(project, started);
    await started.close();
  };
}

function report(project: TestProject, { deployed, log }: Started): void {
  if (project.vitest.state.getCountOfFailedTests() > 0) process.stderr.write(`The end of MiniStack's log:\n${log()}\n`);
  const lines = [
    'Timings',
    ...noted(deployed.timings).map(({ what, ms }) => `  ${what.padEnd(24)} ${(ms / 1000).toFixed(2)} s`),
    '',
    'Expected differences between the emulator and AWS (test/stack/deployed/differences.ts)',
    ...differences.map(
      ({ what, ministack, aws, so }) => `  ${what}\n    MiniStack: ${ministack}\n    AWS: ${aws}\n    so: ${so}`,
    ),
  ];
  process.stdout.write(`\n${lines.join('\n')}\n`);
}
