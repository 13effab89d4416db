import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { Json } from '../contracts/json.ts';

type Style = Parameters<typeof styleText>[0];

/** Colours only on a terminal, and never under NO_COLOR: styleText looks at the stream by itself. */
export const paint = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout });

export const line = (text = ''): void => void process.stdout.write(`${text}\n`);
/** Progress and remarks: never on stdout, which belongs to the answer. */
export const remark = (text: string): void => void process.stderr.write(`${text}\n`);
export const json = (value: Json | object): void => line(JSON.stringify(value, null, 2));

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
