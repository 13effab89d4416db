import { comparisons } from './comparisons.ts';
import { resolve } from './data-flow.ts';
import { checkFields, sourcePath } from './fields.ts';
import type { Place } from './invalid-definition.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { type ReferencePath, readPath } from './reference-path.ts';
import type { Visit } from './state.ts';

/** Whether a rule holds. `input` is the state's effective input. */
export type Condition = (visit: Visit, input: Json) => boolean;

const COMBINERS = ['And', 'Or', 'Not'];

/** Loads one choice rule: And, Or, Not or exactly one comparison (AWS, "Choice rules (JSONPath)"). */
export function loadCondition(raw: Json | undefined, place: Place, isTop: boolean): Condition {
  if (!isObject(raw)) {
    place.problem('a choice rule is an object with Variable and one comparison, or with And, Or, Not');
    return () => false;
  }
  if (!isTop && raw.Next !== undefined) place.in('Next').problem('only the outermost rule has a Next');
  const operators = Object.keys(raw).filter((key) => COMBINERS.includes(key) || Object.hasOwn(comparisons, key));
  const [operator] = operators;
  if (operator === undefined || operators.length > 1) {
    const found = operators.length === 0 ? 'none' : operators.join(' and ');
    place.problem(
      `a rule has exactly one of ${[...COMBINERS, ...Object.keys(comparisons)].join(', ')}; here is ${found}`,
    );
    return () => false;
  }
  const combines = COMBINERS.includes(operator);
  checkFields(raw, ['Comment', operator, ...(combines ? [] : ['Variable']), ...(isTop ? ['Next'] : [])], place);
  return combines ? loadCombiner(operator, raw[operator], place.in(operator)) : loadComparison(operator, raw, place);
}

function loadCombiner(operator: string, raw: Json | undefined, place: Place): Condition {
  if (operator === 'Not') {
    const inner = loadCondition(raw, place, false);
    return (visit, input) => !inner(visit, input);
  }
  if (!Array.isArray(raw) || raw.length === 0) {
    place.problem(`${operator} takes a list with at least one rule`);
    return () => false;
  }
  const inner = raw.map((rule, i) => loadCondition(rule, place.in(i), false));
  return operator === 'And'
    ? (visit, input) => inner.every((holds) => holds(visit, input))
    : (visit, input) => inner.some((holds) => holds(visit, input));
}

function loadComparison(operator: string, raw: JsonObject, place: Place): Condition {
  const comparison = comparisons[operator] as (typeof comparisons)[string];
  const operand = raw[operator] as Json;
  const variable = sourcePath(raw.Variable, place.in('Variable'));
  if (raw.Variable === undefined) place.in('Variable').problem('a comparison needs Variable, a path like $.name');
  let other: ReferencePath | undefined;
  if (comparison.operand === 'path') other = sourcePath(operand, place.in(operator));
  else {
    const problem = comparison.problem(operand);
    if (problem !== undefined) place.in(operator).problem(problem);
  }
  if (variable === undefined) return () => false;
  if (operator === 'IsPresent') {
    return (visit, input) => (readPath(variable, variable.context ? visit.context : input) !== undefined) === operand;
  }
  return (visit, input) => {
    const left = resolve(variable, input, visit, 'Variable');
    return comparison.holds(left, other === undefined ? operand : resolve(other, input, visit, operator));
  };
}
