import Button from '@cloudscape-design/components/button';
import { type ReactNode, useState } from 'react';
import { shownAtMost, shownLine, shownText } from '../view/shown-text.ts';

/** Text of strangers within a line: an alarm's title, an object's name, what a log says. */
export const Line = ({ text, most }: { text: string; most?: number }): ReactNode => (
  <bdi className="mg-line">{shownLine(text, most)}</bdi>
);

/** Text of strangers with its lines: in part when it is long, and it says so. */
export function Block({ text, label }: { text: string; label: string }): ReactNode {
  const [most, setMost] = useState(shownAtMost);
  const shown = shownText(text, most);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section className="mg-block" tabIndex={0} aria-label={label}>
        <bdi>{shown.text}</bdi>
      </section>
      {shown.left > 0 && (
        <Button variant="inline-link" onClick={() => setMost(most * 4)}>
          {`${shown.left} more characters: show more`}
        </Button>
      )}
    </>
  );
}
