import type { Severity } from '../../src/contracts/alert.ts';
import type { Incident, IncidentStatus } from '../../src/contracts/incident.ts';
import { riskRank } from '../../src/contracts/plan.ts';
import { shownLine } from './shown-text.ts';

/** What the list keeps of an incident. Ten thousand of these are a few megabytes; ten thousand incidents are not. */
export interface IncidentRow {
  id: string;
  title: string;
  status: IncidentStatus;
  severity: Severity | undefined;
  confidence: number | undefined;
  place: string;
  cluster: string;
  cause: string | undefined;
  reason: string;
  openedAt: string;
  updatedAt: string;
  alerts: number;
  /** All its words in lower case, for the search. */
  words: string;
}

export function rowOf(incident: Incident): IncidentRow {
  const place = shownLine([incident.namespace, incident.workload].filter(Boolean).join('/') || incident.cluster, 120);
  const finding = incident.diagnosis?.findings[0];
  const row = {
    id: incident.id,
    title: shownLine(incident.title, 200),
    status: incident.status,
    severity: incident.triage?.severity,
    confidence: finding?.confidence ?? incident.triage?.confidence,
    place,
    cluster: shownLine(incident.cluster, 80),
    cause: finding === undefined ? undefined : shownLine(finding.cause.title, 200),
    reason: shownLine(incident.reason, 200),
    openedAt: incident.openedAt,
    updatedAt: incident.updatedAt,
    alerts: incident.alerts,
  };
  return {
    ...row,
    words: [row.id, row.title, row.place, row.cluster, row.cause ?? '', row.reason, row.status, row.severity ?? '']
      .join(' ')
      .toLowerCase(),
  };
}

/** What was read of the list so far. `cursor` is where the next page begins: undefined before the first, null at the end. */
export interface Loaded {
  rows: ReadonlyMap<string, IncidentRow>;
  cursor: string | null | undefined;
}
export const nothingLoaded: Loaded = { rows: new Map(), cursor: undefined };

/**
 * A page joins what is there. What was read before stays when newer incidents push it to a later page; the newer state of
 * one incident wins, whichever page brought it. Where nothing is new the very same comes back: ten thousand rows are not
 * put in order again because somebody looked.
 */
export function withPage(loaded: Loaded, rows: readonly IncidentRow[], cursor?: string | null): Loaded {
  const fresh = rows.filter((row) => {
    const known = loaded.rows.get(row.id);
    return (
      known === undefined ||
      known.updatedAt < row.updatedAt ||
      (known.updatedAt === row.updatedAt && differs(known, row))
    );
  });
  const next = cursor === undefined ? loaded.cursor : cursor;
  if (fresh.length === 0 && next === loaded.cursor) return loaded;
  if (fresh.length === 0) return { rows: loaded.rows, cursor: next };
  const merged = new Map(loaded.rows);
  for (const row of fresh) merged.set(row.id, row);
  return { rows: merged, cursor: next };
}

const differs = (a: IncidentRow, b: IncidentRow): boolean =>
  a.words !== b.words || a.alerts !== b.alerts || a.confidence !== b.confidence;

export const sortings = ['newest', 'oldest', 'severity', 'updated', 'confidence'] as const;
export type Sorting = (typeof sortings)[number];
export interface Filter {
  text: string;
  status: IncidentStatus | 'all' | 'active';
  severity: Severity | 'all';
}
export const noFilter: Filter = { text: '', status: 'all', severity: 'all' };
export const isFiltering = (filter: Filter): boolean =>
  filter.text.trim() !== '' || filter.status !== 'all' || filter.severity !== 'all';

const active: readonly IncidentStatus[] = ['open', 'waiting', 'running'];
const newest = (a: IncidentRow, b: IncidentRow): number => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
const rankOf = (row: IncidentRow): number => (row.severity === undefined ? -1 : riskRank(row.severity));
const orders: Readonly<Record<Sorting, (a: IncidentRow, b: IncidentRow) => number>> = {
  newest,
  oldest: (a, b) => newest(b, a),
  severity: (a, b) => rankOf(b) - rankOf(a) || newest(a, b),
  updated: (a, b) => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : newest(a, b)),
  confidence: (a, b) => (b.confidence ?? -1) - (a.confidence ?? -1) || newest(a, b),
};

/** The rows a filter leaves, in order. Every word that was typed must be somewhere in the row. */
export function chosen(rows: Iterable<IncidentRow>, filter: Filter, sorting: Sorting): IncidentRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const left: IncidentRow[] = [];
  for (const row of rows) {
    if (filter.severity !== 'all' && row.severity !== filter.severity) continue;
    if (
      filter.status === 'active'
        ? !active.includes(row.status)
        : filter.status !== 'all' && row.status !== filter.status
    )
      continue;
    if (words.every((word) => row.words.includes(word))) left.push(row);
  }
  return left.sort(orders[sorting]);
}
