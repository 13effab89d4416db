import { executorGrants } from '../../src/adapters/kubernetes/executor.grants.ts';
import { readerGrants } from '../../src/adapters/kubernetes/reader.grants.ts';
import { rehearserGrants } from '../../src/adapters/kubernetes/rehearser.grants.ts';
import type { Grants } from './rbac.ts';

/** What the shipped adapter really uses, as it says itself: tests that pass with these need no more in a real cluster. */
export const defaultGrants: Grants = { reader: readerGrants, rehearser: rehearserGrants, executor: executorGrants };
