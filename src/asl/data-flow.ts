import { sourcePath, targetPath } from './fields.ts';
import type { Place } from './invalid-definition.ts';
import { isTooLarge, type Json, type JsonObject, LARGEST_PAYLOAD, toText } from './json.ts';
import { loadTemplate, type Template } from './payload-template.ts';
import { type ReferencePath, readPath, writePath } from './reference-path.ts';
import type { Visit } from './state.ts';
import { runtimeError, stateError } from './state-error.ts';

/** How data runs through a state (AWS, "Processing input and output"): InputPath, Parameters, ResultSelector, ResultPath, OutputPath. */
export interface DataFlow {
  /** The raw input behind InputPath; States.Runtime when the path does not resolve. */
  effective(visit: Visit): Json;
  /** The effective input behind Parameters. */
  payload(visit: Visit): Json;
  /** The state's output for a result; States.ResultPathMatchFailure when it does not fit into the raw input. */
  output(visit: Visit, result: Json): Json;
  /** The state's output when it has no result of its own (Choice, Wait, Succeed). */
  passed(visit: Visit): Json;
  readonly readsTaskToken: boolean;
}

export function loadDataFlow(raw: JsonObject, place: Place, tokenIsThere = false): DataFlow {
  const inputPath = raw.InputPath === null ? null : sourcePath(raw.InputPath, place.in('InputPath'));
  const outputPath = raw.OutputPath === null ? null : sourcePath(raw.OutputPath, place.in('OutputPath'));
  const resultPath = targetPath(raw.ResultPath, place.in('ResultPath'));
  const parameters = template(raw.Parameters, place.in('Parameters'), tokenIsThere);
  const selector = template(raw.ResultSelector, place.in('ResultSelector'), false);

  const effective = (visit: Visit) => pick(inputPath, visit.input, visit, 'InputPath');
  const last = (visit: Visit, value: Json) => bounded(pick(outputPath, value, visit, 'OutputPath'));
  return {
    effective,
    payload: (visit) => {
      const input = effective(visit);
      return bounded(parameters === undefined ? input : parameters.fill({ input, context: visit.context }));
    },
    output: (visit, result) => {
      const selected = selector === undefined ? result : selector.fill({ input: result, context: visit.context });
      // ResultPath writes into the raw input, not into what InputPath left of it (spec, "Input and output processing").
      const combined =
        resultPath === null
          ? visit.input
          : resultPath === undefined
            ? selected
            : writePath(resultPath, visit.input, selected);
      return last(visit, combined);
    },
    passed: (visit) => last(visit, effective(visit)),
    readsTaskToken: parameters?.readsTaskToken ?? false,
  };
}

function template(raw: Json | undefined, place: Place, tokenIsThere: boolean): Template | undefined {
  return raw === undefined ? undefined : loadTemplate(raw, place, tokenIsThere);
}

/** A path of null means an empty object (AWS, InputPath and OutputPath). */
function pick(path: ReferencePath | null | undefined, value: Json, visit: Visit, field: string): Json {
  if (path === null) return {};
  return path === undefined ? value : resolve(path, value, visit, field);
}

/** What a path field of a state points at; States.Runtime when that is nothing (AWS: "the path could not be found in the input"). */
export function resolve(path: ReferencePath, input: Json, visit: Visit, field: string): Json {
  const found = readPath(path, path.context ? visit.context : input);
  if (found === undefined)
    throw runtimeError(`Invalid path '${path.text}' in ${field}: it could not be found in the input`);
  return found;
}

/** AWS raises States.DataLimitExceeded for a state's output and for its input behind Parameters. */
function bounded(value: Json): Json {
  if (!isTooLarge(toText(value))) return value;
  throw stateError(
    'States.DataLimitExceeded',
    `The state returned a result or took an input with a size exceeding the maximum number of bytes, ${LARGEST_PAYLOAD}`,
  );
}
