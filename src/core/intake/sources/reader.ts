import type { Parsed } from '../../../contracts/alert.ts';

/** How one sender is read: pure, from its payload to our words. */
export interface SourceReader {
  /** Media types without parameters, lower case. */
  contentTypes: readonly RegExp[];
  /** `unnamed` is the delivery's id when the sender names none. Throws Malformed only. */
  parse(payload: unknown, unnamed: string): Parsed;
}
