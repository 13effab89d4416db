import type { Json } from './json.ts';
import { parseTimestamp } from './timestamp.ts';
import { loadWildcard, matchesWildcard } from './wildcard.ts';

export interface Comparison {
  readonly operand: 'value' | 'path';
  /** Why the operand in the definition will not do; undefined when it will. */
  problem(operand: Json): string | undefined;
  /** False when the two are not of the type the operator is for (spec, "Choice rule": the type must match). */
  holds(left: Json, right: Json): boolean;
}

type Scalar = string | number | boolean;
/** The value to compare, or undefined when it is not of the type. */
type Read = (value: Json) => Scalar | undefined;

const ORDERS: Record<string, (left: Scalar, right: Scalar) => boolean> = {
  Equals: (left, right) => left === right,
  LessThan: (left, right) => left < right,
  GreaterThan: (left, right) => left > right,
  LessThanEquals: (left, right) => left <= right,
  GreaterThanEquals: (left, right) => left >= right,
};

const asText: Read = (value) => (typeof value === 'string' ? value : undefined);
const asNumber: Read = (value) => (typeof value === 'number' ? value : undefined);
const asBoolean: Read = (value) => (typeof value === 'boolean' ? value : undefined);
const asInstant: Read = (value) => (typeof value === 'string' ? parseTimestamp(value) : undefined);

/** Every comparison operator of the JSONPath query language, by name. */
export const comparisons: Record<string, Comparison> = {
  ...family('String', asText, 'a text', Object.keys(ORDERS)),
  ...family('Numeric', asNumber, 'a number', Object.keys(ORDERS)),
  ...family('Timestamp', asInstant, 'a timestamp like 2026-08-18T17:33:00Z', Object.keys(ORDERS)),
  ...family('Boolean', asBoolean, 'true or false', ['Equals']),
  StringMatches: {
    operand: 'value',
    problem: (operand) => {
      const pattern = typeof operand === 'string' ? loadWildcard(operand) : undefined;
      return pattern === undefined
        ? 'StringMatches takes a text; * matches anything, \\* and \\\\ stand for themselves'
        : undefined;
    },
    holds: (left, right) => {
      const pattern = loadWildcard(String(right));
      return typeof left === 'string' && pattern !== undefined && matchesWildcard(pattern, left);
    },
  },
  IsNull: test((value) => value === null),
  // Answered where the path is read: there is no value to test.
  IsPresent: test(() => true),
  IsString: test((value) => typeof value === 'string'),
  IsNumeric: test((value) => typeof value === 'number'),
  IsBoolean: test((value) => typeof value === 'boolean'),
  IsTimestamp: test((value) => asInstant(value) !== undefined),
};

function family(type: string, read: Read, wanted: string, orders: string[]): Record<string, Comparison> {
  const entries = orders.flatMap((order): [string, Comparison][] => {
    const holds = (left: Json, right: Json) => {
      const [a, b] = [read(left), read(right)];
      return a !== undefined && b !== undefined && (ORDERS[order] as (typeof ORDERS)[string])(a, b);
    };
    const problem = (operand: Json) => (read(operand) === undefined ? `${type}${order} takes ${wanted}` : undefined);
    return [
      [`${type}${order}`, { operand: 'value', problem, holds }],
      [`${type}${order}Path`, { operand: 'path', problem: () => undefined, holds }],
    ];
  });
  return Object.fromEntries(entries);
}

function test(is: (value: Json) => boolean): Comparison {
  return {
    operand: 'value',
    problem: (operand) => (typeof operand === 'boolean' ? undefined : 'takes true or false'),
    holds: (left, right) => is(left) === right,
  };
}
