import { resolve } from '../data-flow.ts';
import { checkFields, onlyOneOf, sourcePath, text } from '../fields.ts';
import { parseIntrinsicCall } from '../intrinsic-call.ts';
import type { Place } from '../invalid-definition.ts';
import type { JsonObject } from '../json.ts';
import { loadExpression } from '../payload-template.ts';
import type { LoadState, Visit } from '../state.ts';
import { runtimeError } from '../state-error.ts';

const FIELDS = ['Type', 'Comment', 'Error', 'ErrorPath', 'Cause', 'CausePath'];

/** AWS, "Fail workflow state": these intrinsics may stand in ErrorPath and CausePath (States.UUID too, which does not replay). */
const TEXT_INTRINSICS = [
  'States.Format',
  'States.JsonToString',
  'States.ArrayGetItem',
  'States.Base64Encode',
  'States.Base64Decode',
  'States.Hash',
];

export const loadFail: LoadState = (raw, place) => {
  checkFields(raw, FIELDS, place);
  const error = loadText(raw, 'Error', place);
  const cause = loadText(raw, 'Cause', place);
  return {
    targets: [],
    ends: true,
    retry: [],
    catch: [],
    enter: (visit) => ({ do: 'fail', error: error(visit), cause: cause(visit) }),
  };
};

function loadText(raw: JsonObject, key: 'Error' | 'Cause', place: Place): (visit: Visit) => string {
  const field = `${key}Path`;
  onlyOneOf(raw, key, field, place);
  const fixed = text(raw, key, place) ?? '';
  const from = raw[field];
  if (from === undefined) return () => fixed;
  const here = place.in(field);
  if (typeof from === 'string' && from.startsWith('States.')) return intrinsicText(from, field, here);
  const path = sourcePath(from, here);
  return (visit) => (path === undefined ? '' : asText(resolve(path, visit.input, visit, field), field));
}

function intrinsicText(from: string, field: string, place: Place): (visit: Visit) => string {
  const call = parseIntrinsicCall(from);
  if (typeof call !== 'string' && !TEXT_INTRINSICS.includes(call.name)) {
    place.problem(`${call.name} does not make a text; here are allowed ${TEXT_INTRINSICS.join(', ')}`);
  }
  const expression = loadExpression(from, place, false);
  return (visit) => asText(expression?.value({ input: visit.input, context: visit.context }), field);
}

function asText(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  throw runtimeError(`${field} must point at a text`);
}
