import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { Json } from '../contracts/json.ts';
import { controls } from '../contracts/plain-text.ts';

type Style = Parameters<typeof styleText>[0];

/** Colours only on a terminal, and never under NO_COLOR: styleText looks at the stream by itself. */
export const paint = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout });

/** What `paint` writes: the foreground colours and weights of this program, and nothing that hides or moves. */
const ours = new RegExp(`(${String.fromCharCode(0x1b)}\\[(?:0|1|22|3[1-6]|39|90)m)`);
/** The last net for what no text function cleaned: of control characters only our own colours get through. */
const shown = (text: string): string =>
  text
    .split(ours)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(controls, '')))
    .join('');

export const line = (text = ''): void => void process.stdout.write(`${shown(text)}\n`);
/** Progress and remarks: never on stdout, which belongs to the answer. */
export const remark = (text: string): void => void process.stderr.write(`${shown(text)}\n`);
export const json = (value: Json | object): void => line(JSON.stringify(value, null, 2).replace(unprinted, escaped));
/** JSON escapes C0 by itself; the rest is escaped and not dropped, for programs read it. */
const unprinted = new RegExp(`(?!\\n)${controls.source}`, 'g');
const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

export function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const drawn = new Table({
    head: [...head],
    chars: bare,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) drawn.push([...row]);
  line(
    drawn
      .toString()
      .split('\n')
      .map((text) => text.trimEnd())
      .join('\n'),
  );
}

export const riskStyle: Record<string, Style> = {
  low: 'green',
  medium: 'yellow',
  high: 'red',
  critical: ['bold', 'red'],
};
export const statusStyle: Record<string, Style> = {
  open: 'cyan',
  waiting: 'yellow',
  running: 'cyan',
  recovered: 'green',
  escalated: 'red',
  closed: 'gray',
};

/** A unified diff with its lines coloured. */
export function diffLines(diff: string, indent: string): string {
  const style = (text: string): string =>
    text.startsWith('+') ? paint('green', text) : text.startsWith('-') ? paint('red', text) : text;
  return diff
    .trimEnd()
    .split('\n')
    .map((text) => indent + style(text))
    .join('\n');
}

/** How long ago, in the largest unit that says enough. */
export function ago(instant: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
