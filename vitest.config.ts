import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SlowFirst } from './test/slow-first.ts';

// Suites with different needs: `unit` is what `npm test` runs anywhere; `cluster` starts a real control plane, `stack` an
// AWS of our own, which needs Python; `deployed` the real deployment there, once, in front of such a control plane;
// `browser` a Chromium.
export default defineConfig({
  test: {
    sequence: { sequencer: SlowFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cluster/**', 'test/stack/**', 'test/browser/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A process of its own for each file spent more on loading the code than on testing it. Files share processes, and
          // one that leaves something behind fails; so do spies and stubs end with their test.
          isolate: false,
          setupFiles: ['test/setup.ts'],
          restoreMocks: true,
          unstubEnvs: true,
          // The default leaves one processor out, which is half of two.
          maxWorkers: Math.max(2, availableParallelism()),
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'stack',
          include: ['test/stack/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'deployed',
          include: ['test/stack/deployed/**/*.test.ts'],
          globalSetup: ['test/stack/deployed/setup.ts'],
          testTimeout: 240_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      { test: { name: 'crash', include: ['test/crash/**/*.test.ts'], testTimeout: 900_000, hookTimeout: 60_000 } },
    ],
  },
});
