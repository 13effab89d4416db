import type { Analyzer } from './analyzer.ts';
import { memoryLimitExceeded } from './analyzers/memory-limit-exceeded.ts';

/** Every cause this build knows. One more is one file, one line here and its table test. */
export const analyzers: readonly Analyzer[] = [memoryLimitExceeded];
