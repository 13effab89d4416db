import { intrinsics } from './intrinsics.ts';
import type { Json } from './json.ts';
import { NotAPath, parseReferencePath, type ReferencePath } from './reference-path.ts';

export type Argument =
  | { is: 'value'; value: Json }
  /** A quoted text: `value` without its escapes, `raw` with them, because States.Format must tell `{}` from `\{\}`. */
  | { is: 'text'; value: string; raw: string }
  | { is: 'path'; path: ReferencePath }
  | { is: 'call'; call: IntrinsicCall };

export interface IntrinsicCall {
  readonly name: string;
  readonly arguments: readonly Argument[];
}

/** AWS: "You can nest up to 10 intrinsic functions within a field". */
const DEEPEST = 10;
// Not an AWS limit: CloudFormation and we ourselves have to read these.
const LONGEST = 4_096;

class Refusal extends Error {}

/** Parses `States.Format('…', $.a)`. A text that is not a valid call comes back as the reason, for the definition's author. */
export function parseIntrinsicCall(text: string): IntrinsicCall | string {
  if (text.length > LONGEST) return `an intrinsic call may have ${LONGEST} characters, this one has ${text.length}`;
  try {
    const cursor = { text, at: 0 };
    const call = callAt(cursor, 1);
    if (cursor.at !== text.length) return `${text}: nothing may follow the closing parenthesis`;
    return call;
  } catch (error) {
    if (error instanceof Refusal) return `${text}: ${error.message}`;
    throw error;
  }
}

interface Cursor {
  readonly text: string;
  at: number;
}

const NAME = /States\.[A-Za-z0-9]+/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const WORD = /(?:true|false|null)(?!\w)/y;
const PATH = /\$(?:[^\s,()'[\]]|\[(?:'(?:[^'\\]|\\.)*'|[^\]']*)\])*/y;
const TEXT = /'((?:[^'\\]|\\.)*)'/sy;

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match === null) return undefined;
  cursor.at = pattern.lastIndex;
  return match;
}

function skipSpace(cursor: Cursor): void {
  while (/\s/.test(cursor.text[cursor.at] ?? '')) cursor.at += 1;
}

function callAt(cursor: Cursor, depth: number): IntrinsicCall {
  if (depth > DEEPEST) throw new Refusal(`intrinsics may be nested ${DEEPEST} deep`);
  const name = take(cursor, NAME)?.[0];
  if (name === undefined || cursor.text[cursor.at] !== '(')
    throw new Refusal("write States.Name(…) with no space before '('");
  const known = Object.hasOwn(intrinsics, name) ? intrinsics[name] : undefined;
  if (known === undefined) throw new Refusal(unknown(name));
  cursor.at += 1;
  const found: Argument[] = [];
  skipSpace(cursor);
  if (cursor.text[cursor.at] !== ')') {
    for (;;) {
      skipSpace(cursor);
      found.push(argumentAt(cursor, depth, name === 'States.Format' && found.length === 0));
      skipSpace(cursor);
      if (cursor.text[cursor.at] === ')') break;
      if (cursor.text[cursor.at] !== ',') throw new Refusal(`expected ',' or ')' at character ${cursor.at + 1}`);
      cursor.at += 1;
    }
  }
  cursor.at += 1;
  const [least, most] = known.takes;
  if (found.length < least || found.length > most) {
    throw new Refusal(
      `${name} takes ${least === most ? least : `at least ${least}`} arguments, here are ${found.length}`,
    );
  }
  return { name, arguments: found };
}

function argumentAt(cursor: Cursor, depth: number, isTemplate: boolean): Argument {
  if (cursor.text.startsWith('States.', cursor.at)) return { is: 'call', call: callAt(cursor, depth + 1) };
  const start = cursor.at;
  const text = take(cursor, TEXT);
  if (text !== undefined) return quoted(text[1] as string, isTemplate);
  const path = take(cursor, PATH);
  if (path !== undefined) {
    const parsed = parseReferencePath(path[0]);
    if (parsed instanceof NotAPath) throw new Refusal(parsed.says);
    return { is: 'path', path: parsed };
  }
  const plain = take(cursor, WORD) ?? take(cursor, NUMBER);
  if (plain !== undefined) return { is: 'value', value: JSON.parse(asJson(plain[0])) as Json };
  throw new Refusal(
    `character ${start + 1}: an argument is a path, a 'text' in single quotes, a number, true, false, null or another intrinsic`,
  );
}

// JSON has no leading zeros; `007` is seven.
const asJson = (word: string): string => word.replace(/^(-?)0+(?=\d)/, '$1');

/** AWS, "Reserved characters in intrinsic functions": ' { } and \ stand for themselves only behind a backslash. */
function quoted(raw: string, isTemplate: boolean): Argument {
  if (/\\[^'{}\\]/s.test(raw.replace(/\\\\/g, '')))
    throw new Refusal(`'${raw}': a backslash may only stand before ' { } or \\`);
  const bare = raw.replace(/\\./gs, '');
  if (/[{}]/.test(isTemplate ? bare.replaceAll('{}', '') : bare)) {
    throw new Refusal(`'${raw}': write \\{ and \\} for braces${isTemplate ? ', and {} where a value goes' : ''}`);
  }
  return { is: 'text', value: raw.replace(/\\(.)/gs, '$1'), raw };
}

function unknown(name: string): string {
  if (name === 'States.UUID') return 'an execution must replay: use $$.Execution.Name or let a task make the id';
  if (name === 'States.MathRandom') return 'an execution must replay: let a task draw the number';
  return `${name} is not an intrinsic; there are ${Object.keys(intrinsics).join(', ')}`;
}
