import { plainLine } from '../../src/contracts/plain-text.ts';

export interface DiffLine {
  kind: 'file' | 'place' | 'added' | 'removed' | 'same';
  text: string;
}

/** A line of a diff is what will be written: it is shown whole, and one that cannot be says how much of it is not. */
const lineAtMost = 20_000;
function shownWhole(line: string): string {
  if (line.length <= lineAtMost) return plainLine(line);
  return `${plainLine(line.slice(0, lineAtMost))}… (${line.length - lineAtMost} more characters)`;
}

/** A unified diff as lines, each with what it means. The text of a line is shown without its mark. */
export function diffLines(diff: string): DiffLine[] {
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .map((line): DiffLine => {
      const text = shownWhole(line);
      if (/^(---|\+\+\+) /.test(text)) return { kind: 'file', text };
      if (text.startsWith('@@')) return { kind: 'place', text };
      if (text.startsWith('+')) return { kind: 'added', text: text.slice(1) };
      if (text.startsWith('-')) return { kind: 'removed', text: text.slice(1) };
      return { kind: 'same', text: text.replace(/^ /, '') };
    });
}
