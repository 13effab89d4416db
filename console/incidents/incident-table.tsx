// biome-ignore-all lint/a11y/useSemanticElements: rows lie at computed places, which elements of tables cannot
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
// biome-ignore-all lint/a11y/useFocusableInteractive: the links in the rows are what keys reach
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, type ReactNode, useEffect, useRef } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { statusWords } from '../parts/labels.tsx';
import { useNow } from '../parts/time.tsx';
import type { IncidentRow } from '../view/incident-rows.ts';
import { percent } from '../view/target-name.ts';
import { absolute, age } from '../view/when.ts';

const narrow = matchMedia('(max-width: 799px)');
/** As high as console.css makes a row. */
const rowHeight = (): number => (narrow.matches ? 84 : 60);
const headHeight = (): number => (narrow.matches ? 0 : 40);
/** The next page is asked for when this many rows are left below. */
const ahead = 30;

export interface Waits {
  band: string | undefined;
  plan: string;
}

/** Only the rows that can be seen are there, however many there are. */
export function IncidentTable({
  rows,
  waits,
  more,
}: {
  rows: readonly IncidentRow[];
  /** What waits for a person, by incident. */
  waits: ReadonlyMap<string, Waits>;
  more: (() => void) | undefined;
}): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: rowHeight,
    getItemKey: (at) => rows[at]?.id ?? at,
    scrollMargin: headHeight(),
    overscan: 6,
    // Drawn with whatever else is due: a frame in which it is late beats one that waits for it.
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more !== undefined && last >= rows.length - ahead) more();
  }, [more, last, rows.length]);
  useEffect(() => {
    const measure = () => virtual.measure();
    narrow.addEventListener('change', measure);
    return () => narrow.removeEventListener('change', measure);
  }, [virtual]);
  return (
    <div
      className="mg-list"
      ref={scroller}
      tabIndex={0}
      role="table"
      aria-label="Incidents"
      aria-rowcount={rows.length + 1}
      onKeyDown={stepThrough}
    >
      <div role="rowgroup">
        <div className="mg-list-head" role="row" aria-rowindex={1}>
          {['Severity', 'Incident', 'Where', 'Status', 'Confidence', 'Age'].map((head) => (
            <span key={head} role="columnheader">
              {head}
            </span>
          ))}
        </div>
      </div>
      <div className="mg-body" role="rowgroup" style={{ blockSize: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <Row key={row.id} row={row} index={index} top={start - headHeight()} now={now} waits={waits.get(row.id)} />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  row: IncidentRow;
  waits: Waits | undefined;
  index: number;
  top: number;
  now: number;
}

/** Plain elements throughout: while somebody scrolls, dozens of these come and go in a frame. */
const Row = memo(function Row({ row, waits, index, top, now }: RowProps): ReactNode {
  const href = `/incidents/${row.id}`;
  return (
    // The whole row is the target of the mouse; the link in it is what keys and screen readers meet.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the link within does it
    <div
      className="mg-row"
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => {
        if (event.button === 0 && !event.metaKey && !event.ctrlKey && getSelection()?.isCollapsed !== false) {
          event.preventDefault();
          navigate(href);
        }
      }}
    >
      <span className="mg-cell mg-cell-severity" role="cell">
        <span className={`mg-badge mg-badge-${row.severity ?? 'none'}`}>{row.severity ?? 'not triaged'}</span>
      </span>
      <span className="mg-cell mg-cell-what" role="cell">
        <a className="mg-cell-title" href={href}>
          <bdi>{row.title}</bdi>
        </a>
        <small>
          <bdi>{row.cause ?? row.reason}</bdi>
        </small>
      </span>
      <span className="mg-cell mg-cell-place" role="cell">
        <bdi>{row.place}</bdi>
        <small>
          {row.cluster} · {row.alerts} alarm{row.alerts === 1 ? '' : 's'}
        </small>
      </span>
      <span className="mg-cell mg-cell-status" role="cell">
        <span className={`mg-status mg-status-${row.status}`}>{statusWords(row.status)}</span>
        {waits !== undefined && (
          <small>
            <bdi>{waits.plan}</bdi>
          </small>
        )}
      </span>
      <span className="mg-cell mg-cell-confidence" role="cell">
        {row.confidence === undefined ? '–' : percent(row.confidence)}
        {waits?.band !== undefined && <small>{waits.band}</small>}
      </span>
      <span className="mg-cell mg-cell-age" role="cell" title={absolute(row.openedAt)}>
        {age(row.openedAt, now)}
      </span>
    </div>
  );
});

/** Arrow keys go from link to link. */
function stepThrough(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('a.mg-cell-title')].toSorted(
    (a, b) => Number(a.closest('[aria-rowindex]')?.ariaRowIndex) - Number(b.closest('[aria-rowindex]')?.ariaRowIndex),
  );
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  const next = links[at === -1 ? 0 : at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next === undefined || (at === -1 && document.activeElement !== event.currentTarget)) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}
