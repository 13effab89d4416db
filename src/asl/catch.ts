import { loadErrorEquals, matchesError } from './error-match.ts';
import { checkFields, targetPath } from './fields.ts';
import type { Place } from './invalid-definition.ts';
import { isObject, type Json } from './json.ts';
import { type ReferencePath, writePath } from './reference-path.ts';
import type { StateError } from './state-error.ts';

export interface Catcher {
  readonly errorEquals: readonly string[];
  readonly next: string;
  /** Where the error output goes in the state's raw input; null leaves the input as it was. */
  readonly resultPath: ReferencePath | null | undefined;
}

export function loadCatch(raw: Json | undefined, place: Place): Catcher[] {
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) {
    place.problem('Catch is a list of catchers');
    return [];
  }
  return raw.flatMap((catcher, i) => {
    const here = place.in(i);
    if (!isObject(catcher)) {
      here.problem('a catcher is an object with ErrorEquals and Next');
      return [];
    }
    checkFields(catcher, ['ErrorEquals', 'Next', 'ResultPath', 'Comment'], here);
    const next = catcher.Next;
    if (typeof next !== 'string') here.in('Next').problem('a catcher needs Next, the name of a state');
    return [
      {
        errorEquals: loadErrorEquals(catcher.ErrorEquals, i, raw.length, here),
        next: typeof next === 'string' ? next : '',
        resultPath: targetPath(catcher.ResultPath, here.in('ResultPath')),
      },
    ];
  });
}

export interface Caught {
  readonly next: string;
  readonly output: Json;
}

/** The first catcher that matches, with the error output { Error, Cause } put into the raw input (AWS, "Fallback states"). */
export function caught(catchers: readonly Catcher[], input: Json, error: StateError): Caught | undefined {
  const catcher = catchers.find((one) => matchesError(one.errorEquals, error.error));
  if (catcher === undefined) return undefined;
  const { next, resultPath } = catcher;
  const errorOutput = { Error: error.error, Cause: error.message };
  if (resultPath === null) return { next, output: input };
  return { next, output: resultPath === undefined ? errorOutput : writePath(resultPath, input, errorOutput) };
}
