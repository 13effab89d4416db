import type { ReactNode } from 'react';
import { diffLines } from '../view/diff-lines.ts';

const marks = { file: '', place: '', added: '+', removed: '−', same: '' } as const;
const spoken = { file: '', place: '', added: 'added: ', removed: 'removed: ', same: '' } as const;

/** A diff as it is: each line marked by sign and colour, and by a word for whoever does not see them. */
export function Diff({ diff }: { diff: string }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="mg-diff" aria-label="Exact change" tabIndex={0}>
      {diffLines(diff).map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, replaced as a whole
        <div key={at} className={`mg-diff-${line.kind}`}>
          <span className="mg-diff-mark" aria-hidden="true">
            {marks[line.kind]}
          </span>
          <span className="mg-hidden">{spoken[line.kind]}</span>
          <bdi>{line.text || ' '}</bdi>
        </div>
      ))}
    </section>
  );
}
