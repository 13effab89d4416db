import { contextProblem } from './context-object.ts';
import type { Place } from './invalid-definition.ts';
import type { Json, JsonObject } from './json.ts';
import { NotAPath, parseReferencePath, type ReferencePath } from './reference-path.ts';

/** What to do instead of a field that AWS knows and this engine refuses. */
const HINTS: Record<string, string> = {
  TimeoutSeconds: 'no machine timeout: see docs; use state timeouts',
  Assign: 'no variables: keep the value in the state with ResultPath',
  Arguments: 'JSONPath only: write Parameters',
  Output: 'JSONPath only: write ResultSelector, ResultPath or OutputPath',
  Credentials: 'every task runs as itself',
  QueryLanguage: 'JSONPath only, and only the machine may say so',
};

/** Refuses every field that is not in the list: a field that is silently ignored is a promise that is not kept. */
export function checkFields(raw: JsonObject, allowed: readonly string[], place: Place): void {
  for (const key of Object.keys(raw)) {
    if (allowed.includes(key)) continue;
    const hint = Object.hasOwn(HINTS, key) ? HINTS[key] : `there are ${allowed.join(', ')}`;
    place.in(key).problem(`${key} is not a field here: ${hint}`);
  }
  const comment = raw.Comment;
  if (comment !== undefined && typeof comment !== 'string') place.in('Comment').problem('a comment is a text');
}

export interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

export function number(raw: JsonObject, key: string, place: Place, bounds: Bounds): number | undefined {
  const value = raw[key];
  if (value === undefined) return undefined;
  const { least, most, whole } = bounds;
  if (typeof value !== 'number' || value < least || value > most || (whole && !Number.isInteger(value))) {
    place.in(key).problem(`${key} must be ${whole ? 'a whole' : 'a'} number from ${least} to ${most}`);
    return undefined;
  }
  return value;
}

export function text(raw: JsonObject, key: string, place: Place): string | undefined {
  const value = raw[key];
  if (value === undefined || typeof value === 'string') return value;
  place.in(key).problem(`${key} must be a text`);
  return undefined;
}

/** A reference path to read from: `$…`, or `$$…` on the context object. */
export function sourcePath(raw: Json | undefined, place: Place): ReferencePath | undefined {
  if (raw === undefined) return undefined;
  const path = typeof raw === 'string' ? parseReferencePath(raw) : new NotAPath('a path must be a text');
  if (path instanceof NotAPath) {
    place.problem(path.says);
    return undefined;
  }
  const problem = contextProblem(path, false);
  if (problem !== undefined) place.problem(problem);
  return path;
}

/** A reference path to write to; the context object cannot be written. null means: throw the result away. */
export function targetPath(raw: Json | undefined, place: Place): ReferencePath | null | undefined {
  if (raw === undefined || raw === null) return raw;
  const path = typeof raw === 'string' ? parseReferencePath(raw) : new NotAPath('ResultPath is a text or null');
  if (path instanceof NotAPath) {
    place.problem(path.says);
    return undefined;
  }
  if (path.context) place.problem(`${path.text}: the context object cannot be written; start with $.`);
  return path;
}

export function onlyOneOf(raw: JsonObject, a: string, b: string, place: Place): void {
  if (raw[a] !== undefined && raw[b] !== undefined) place.in(b).problem(`both ${a} and ${b}: keep one`);
}
