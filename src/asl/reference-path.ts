import { isObject, type Json, type JsonObject } from './json.ts';
import { stateError } from './state-error.ts';

/** `$.a['b c'][0]`, or the same on the context object when it starts with `$$`. */
export interface ReferencePath {
  readonly text: string;
  readonly context: boolean;
  readonly steps: readonly (string | number)[];
}

/** Why a text is not a reference path, and what to write instead. */
export class NotAPath {
  readonly says: string;
  constructor(says: string) {
    this.says = says;
  }
}

const LONGEST = 256;
const NAME = /[\p{L}\p{N}_-]+/uy;
const INDEX = /\[(0|[1-9]\d{0,8})\]/y;
const QUOTED = /\['((?:[^'\\]|\\['\\])+)'\]/y;
const ALLOWED = "write $, $.name, $['a name'] or $.list[0]";

export function parseReferencePath(text: string): ReferencePath | NotAPath {
  if (text.length > LONGEST) return new NotAPath(`a path may have ${LONGEST} characters, this one has ${text.length}`);
  const context = text.startsWith('$$');
  if (!text.startsWith('$')) return new NotAPath(`${JSON.stringify(text)} is not a path: ${ALLOWED}`);
  const steps: (string | number)[] = [];
  let at = context ? 2 : 1;
  while (at < text.length) {
    const step = stepAt(text, at);
    if (step === undefined) return new NotAPath(refusal(text, at));
    steps.push(step.value);
    at = step.end;
  }
  return { text, context, steps };
}

function stepAt(text: string, at: number): { value: string | number; end: number } | undefined {
  if (text[at] === '.') {
    NAME.lastIndex = at + 1;
    const name = NAME.exec(text);
    return name === null ? undefined : { value: name[0], end: NAME.lastIndex };
  }
  INDEX.lastIndex = at;
  const index = INDEX.exec(text);
  if (index !== null) return { value: Number(index[1]), end: INDEX.lastIndex };
  QUOTED.lastIndex = at;
  const quoted = QUOTED.exec(text);
  return quoted === null
    ? undefined
    : { value: (quoted[1] as string).replace(/\\(['\\])/g, '$1'), end: QUOTED.lastIndex };
}

function refusal(text: string, at: number): string {
  const rest = text.slice(at);
  const what = rest.startsWith('..')
    ? 'descent (..)'
    : /^\.?\*|^\[\*/.test(rest)
      ? 'a wildcard (*)'
      : rest.startsWith('[?')
        ? 'a filter ([?…])'
        : /^\[[^\]]*:/.test(rest)
          ? 'a slice ([a:b])'
          : /^\[-\d/.test(rest)
            ? 'a negative index'
            : `${JSON.stringify(rest.slice(0, 20))}`;
  return `${text}: ${what} is not part of a reference path: ${ALLOWED}, or let the task pick the value`;
}

/** The value at the path, or undefined when it does not resolve. JSON has no undefined, so the two never mix. */
export function readPath(path: ReferencePath, root: Json): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path.steps) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

/**
 * A copy of `root` with the value at the path; missing objects on the way are made, as ResultPath does.
 * Throws States.ResultPathMatchFailure where the path meets a value that cannot hold it (AWS, "Specifying state output using ResultPath").
 */
export function writePath(path: ReferencePath, root: Json, value: Json): Json {
  return write(path, 0, root, value);
}

function write(path: ReferencePath, at: number, here: Json | undefined, value: Json): Json {
  const step = path.steps[at];
  if (step === undefined) return value;
  if (typeof step === 'number') {
    if (!Array.isArray(here) || step >= here.length) throw mismatch(path, `there is no item ${step} to replace`);
    return here.with(step, write(path, at + 1, here[step], value));
  }
  if (here !== undefined && !isObject(here)) throw mismatch(path, `${JSON.stringify(step)} is not inside an object`);
  const inner = here !== undefined && Object.hasOwn(here, step) ? here[step] : undefined;
  // A computed key makes an own property even for "__proto__", and spread copies it as one.
  return { ...(here as JsonObject | undefined), [step]: write(path, at + 1, inner, value) };
}

function mismatch(path: ReferencePath, why: string): Error {
  return stateError(
    'States.ResultPathMatchFailure',
    `Unable to apply ResultPath ${path.text} to the state's input: ${why}`,
  );
}
