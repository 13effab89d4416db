import { executorGrants } from './executor.grants.ts';
import type { Grant } from './reader.grants.ts';

/**
 * Dry run needs the right it rehearses, and a Pod is made from each new template. Give these only together with the
 * admission policy that refuses a rehearser everything but dry runs.
 */
export const rehearserGrants: readonly Grant[] = [
  ...executorGrants,
  { apiGroup: '', resources: ['pods'], verbs: ['create'] },
];
