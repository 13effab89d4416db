import type { Analyzer } from './analyzer.ts';
import { badRevision } from './analyzers/bad-revision.ts';
import { imageNotFound } from './analyzers/image-not-found.ts';
import { memoryLimitExceeded } from './analyzers/memory-limit-exceeded.ts';
import { probeWrongPort } from './analyzers/probe-wrong-port.ts';
import { variableMissing } from './analyzers/variable-missing.ts';

/** Every cause this build knows. One more is one file, one line here and its table test. */
export const analyzers: readonly Analyzer[] = [
  memoryLimitExceeded,
  imageNotFound,
  variableMissing,
  probeWrongPort,
  badRevision,
];
