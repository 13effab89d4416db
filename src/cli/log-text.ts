import type { LogEntry } from '../contracts/log.ts';
import { plainLine } from '../contracts/plain-text.ts';
import { paint } from './print.ts';

/** The parts of an entry's detail that tell people something; ids and hashes stay in the JSON. */
const telling = [
  'title',
  'verdict',
  'outcome',
  'object',
  'cause',
  'causes',
  'action',
  'severity',
  'band',
  'why',
  'says',
  'status',
  'reason',
  'code',
];

/** One log entry as a line: when, what, who, and what it comes to. */
export function logLine(entry: LogEntry): string {
  const detail = telling.flatMap((key) => {
    const value = entry.detail[key];
    if (value === undefined || value === null || value === '') return [];
    return [
      typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') : `${key} ${JSON.stringify(value)}`,
    ];
  });
  const who = entry.actor.kind === 'person' ? ` by ${plainLine(entry.actor.id)}` : '';
  return `${paint('gray', entry.at.slice(11, 19))}  ${String(entry.seq).padStart(3)}  ${entry.event}${who}${detail.length > 0 ? `: ${plainLine(detail.join(' · '))}` : ''}`;
}
