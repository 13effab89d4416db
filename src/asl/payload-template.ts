import { contextProblem, readsTaskToken } from './context-object.ts';
import { type Argument, type IntrinsicCall, parseIntrinsicCall } from './intrinsic-call.ts';
import { intrinsicFailure, intrinsics } from './intrinsics.ts';
import type { Place } from './invalid-definition.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { NotAPath, parseReferencePath, type ReferencePath, readPath } from './reference-path.ts';
import { StateError, stateError } from './state-error.ts';

/** What a template may look at: `$` and `$$`. */
export interface Sources {
  input: Json;
  context: Json;
}

export interface Template {
  fill(from: Sources): Json;
  readonly readsTaskToken: boolean;
}

export interface Expression {
  /** Throws States.ParameterPathFailure when a path does not resolve, States.IntrinsicFailure when a function cannot do its work. */
  value(from: Sources): Json;
  readonly readsTaskToken: boolean;
}

/** Loads Parameters, ResultSelector or a part of one. Every problem goes to `place`; the template is then still safe to hold. */
export function loadTemplate(raw: Json, place: Place, tokenIsThere: boolean): Template {
  const [fill, token] = node(raw, place, tokenIsThere);
  return { fill, readsTaskToken: token };
}

type Node = [(from: Sources) => Json, boolean];

function node(raw: Json, place: Place, tokenIsThere: boolean): Node {
  if (Array.isArray(raw)) {
    const items = raw.map((item, i) => node(item, place.in(i), tokenIsThere));
    return [(from) => items.map(([fill]) => fill(from)), items.some(([, token]) => token)];
  }
  if (!isObject(raw)) return [() => raw, false];
  const fields: [string, Node][] = Object.entries(raw).map(([key, value]) => {
    if (!key.endsWith('.$')) return [key, node(value, place.in(key), tokenIsThere)];
    const name = key.slice(0, -2);
    if (Object.hasOwn(raw, name)) place.in(key).problem(`both ${name} and ${key}: keep one`);
    return [name, expressionNode(value, place.in(key), tokenIsThere)];
  });
  return [
    (from) => Object.fromEntries(fields.map(([key, [fill]]) => [key, fill(from)])) as JsonObject,
    fields.some(([, [, token]]) => token),
  ];
}

function expressionNode(raw: Json, place: Place, tokenIsThere: boolean): Node {
  const expression = loadExpression(raw, place, tokenIsThere);
  return expression === undefined ? [() => null, false] : [expression.value, expression.readsTaskToken];
}

/** A reference path or an intrinsic call, as it stands behind a key that ends in `.$`. */
export function loadExpression(raw: Json, place: Place, tokenIsThere: boolean): Expression | undefined {
  if (typeof raw !== 'string' || !/^(?:\$|States\.)/.test(raw)) {
    place.problem(
      "a field whose name ends in .$ takes a path ($.name) or an intrinsic (States.Format('…', $.name)) as text",
    );
    return undefined;
  }
  const parsed = raw.startsWith('$') ? parseReferencePath(raw) : parseIntrinsicCall(raw);
  if (typeof parsed === 'string' || parsed instanceof NotAPath) {
    place.problem(typeof parsed === 'string' ? parsed : parsed.says);
    return undefined;
  }
  const paths = 'steps' in parsed ? [parsed] : pathsOf(parsed);
  const problems = paths.flatMap((path) => contextProblem(path, tokenIsThere) ?? []);
  for (const says of problems) place.problem(says);
  return {
    value: (from) => ('steps' in parsed ? read(parsed, from) : call(parsed, from)),
    readsTaskToken: paths.some(readsTaskToken),
  };
}

function pathsOf(of: IntrinsicCall): ReferencePath[] {
  return of.arguments.flatMap((it) => (it.is === 'path' ? [it.path] : it.is === 'call' ? pathsOf(it.call) : []));
}

function read(path: ReferencePath, from: Sources): Json {
  const found = readPath(path, path.context ? from.context : from.input);
  if (found === undefined) {
    throw stateError('States.ParameterPathFailure', `The path ${path.text} could not be found in the input`);
  }
  return found;
}

function call(of: IntrinsicCall, from: Sources): Json {
  const values = of.arguments.map((it, i) => argument(it, from, of.name === 'States.Format' && i === 0));
  try {
    return (intrinsics[of.name] as (typeof intrinsics)[string]).run(...values);
  } catch (error) {
    // Say which function: a template may hold many.
    throw error instanceof StateError ? stateError(error.error, `${of.name}: ${error.message}`) : error;
  }
}

function argument(of: Argument, from: Sources, isTemplate: boolean): Json {
  switch (of.is) {
    case 'value':
      return of.value;
    case 'text':
      return isTemplate ? templateParts(of.raw) : of.value;
    case 'path':
    case 'call': {
      const value = of.is === 'path' ? read(of.path, from) : call(of.call, from);
      if (!isTemplate) return value;
      if (typeof value !== 'string') throw intrinsicFailure('States.Format: the template must be a text');
      return value.split('{}');
    }
  }
}

/** The texts between the `{}` of a States.Format template; escapes are undone after the cut, so `\{\}` stays text. */
function templateParts(raw: string): string[] {
  const parts = [''];
  for (const [token] of raw.matchAll(/\\.|\{\}|[^\\]/gs)) {
    if (token === '{}') parts.push('');
    else parts[parts.length - 1] += token.startsWith('\\') ? token.slice(1) : token;
  }
  return parts;
}
