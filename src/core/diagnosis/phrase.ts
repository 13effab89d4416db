/**
 * How programs say that an environment variable is missing. `name` is captured where the phrase gives one. The examples
 * are the table's tests. A phrase that does not say "environment" must look like one: upper case.
 */
export interface Phrase {
  id: string;
  /** Names the program's own field: the variable is its upper-case spelling. */
  field?: true;
  when: RegExp;
  yes: readonly string[];
  no: readonly string[];
}

/** The pieces phrases are made of. Every repetition is bounded: logs come from strangers. */
export const UPPER = '(?<name>[A-Z][A-Z0-9]{0,60}(?:_[A-Z0-9]{1,60}){1,12}|[A-Z][A-Z0-9]{2,60})';
export const ANY = '(?<name>[A-Za-z_][A-Za-z0-9_.]{1,127})';
export const Q = '["\'`]?';
export const MISSING =
  '(?:is |was |are |be )?(?:not set|unset|missing|not defined|undefined|not found|not provided|not present|not specified|not configured|empty|null)';
export const ENV = '(?:environment|env\\.?|environmental) ?(?:variable|var)s?';
export const re = (...parts: string[]) => new RegExp(parts.join(''), 'gm');
