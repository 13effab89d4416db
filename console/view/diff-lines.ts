import { plainLine } from '../../src/contracts/plain-text.ts';

export interface DiffLine {
  kind: 'file' | 'place' | 'added' | 'removed' | 'same';
  text: string;
}

/** A unified diff as lines, each with what it means. The text of a line is shown without its mark. */
export function diffLines(diff: string): DiffLine[] {
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .map((line): DiffLine => {
      const text = plainLine(line);
      if (/^(---|\+\+\+) /.test(text)) return { kind: 'file', text };
      if (text.startsWith('@@')) return { kind: 'place', text };
      if (text.startsWith('+')) return { kind: 'added', text: text.slice(1) };
      if (text.startsWith('-')) return { kind: 'removed', text: text.slice(1) };
      return { kind: 'same', text: text.replace(/^ /, '') };
    });
}
