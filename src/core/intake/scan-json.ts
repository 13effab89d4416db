import { Fault } from '../../contracts/fault.ts';
import { fieldPath } from './field-path.ts';

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
const endsScalar = (code: number): boolean =>
  isSpace(code) || code === comma || code === colon || code === 0x7d || code === 0x5d || code === quote;

interface Frame {
  /** Names seen so far, in an object; undefined in an array. */
  keys: Set<string> | undefined;
  at: string | number;
}

/**
 * Walks JSON text once, before it is parsed, and refuses what would hurt: too deep, too many values, one name twice in an
 * object (two readers would see two different alarms). It is no validator: text that is not JSON is left to JSON.parse.
 * Answers whether a key named `__proto__` occurs.
 */
export function scanJson(text: string, limits: { depth: number; nodes: number }): { proto: boolean } {
  const frames: Frame[] = [];
  let nodes = 0;
  let proto = false;
  const count = () => {
    nodes += 1;
    if (nodes > limits.nodes)
      throw new Fault(
        'TooLarge',
        `the body holds more than ${limits.nodes} values`,
        `Send at most ${limits.nodes} JSON values at once: split the body (Alertmanager: max_alerts).`,
        { bound: 'nodes', atMost: limits.nodes },
      );
  };
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    const frame = frames.at(-1);
    if (code === quote) {
      const end = endOfString(text, at);
      if (end === undefined) return { proto };
      if (frame?.keys !== undefined && text.charCodeAt(afterSpace(text, end + 1)) === colon) {
        const name = unescaped(text.slice(at + 1, end));
        if (name === undefined) return { proto };
        frame.at = name;
        if (frame.keys.has(name)) throw twice(frames);
        frame.keys.add(name);
        proto ||= name === '__proto__';
      } else count();
      at = end + 1;
    } else if (code === 0x7b || code === 0x5b) {
      count();
      frames.push({ keys: code === 0x7b ? new Set() : undefined, at: 0 });
      if (frames.length > limits.depth)
        throw new Fault(
          'TooLarge',
          `the body is nested deeper than ${limits.depth} levels`,
          `Send JSON of at most ${limits.depth} levels.`,
          { bound: 'depth', atMost: limits.depth },
        );
      at += 1;
    } else if (code === 0x7d || code === 0x5d) {
      frames.pop();
      at += 1;
    } else if (code === comma || code === colon || isSpace(code)) {
      if (code === comma && typeof frame?.at === 'number' && frame.keys === undefined) frame.at += 1;
      at += 1;
    } else {
      count();
      at += 1;
      while (at < text.length && !endsScalar(text.charCodeAt(at))) at += 1;
    }
  }
  return { proto };
}

function twice(frames: readonly Frame[]): Fault {
  const field = fieldPath(frames.map((frame) => frame.at));
  return new Fault('Malformed', `${field}: this name stands twice in its object`, `Send ${field} once.`, {
    fields: [field],
  });
}

/** Where the string that begins at `from` ends; a quote ends it unless an odd number of backslashes stands before it. */
function endOfString(text: string, from: number): number | undefined {
  for (let end = text.indexOf('"', from + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (before > from && text.charCodeAt(before) === backslash) before -= 1;
    if ((end - 1 - before) % 2 === 0) return end;
  }
  return undefined;
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** A name without its escapes, so that one name written in two ways is still one. */
function unescaped(raw: string): string | undefined {
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return undefined;
  }
}
