import type { Json } from '../../src/contracts/json.ts';
import type { EventName, LogEntry } from '../../src/contracts/log.ts';
import { shownLine } from './shown-text.ts';

export interface TimelineEntry {
  seq: number;
  at: string;
  title: string;
  /** Who did it: a person by name, or a step of Mendgate. */
  by: { kind: LogEntry['actor']['kind']; name: string };
  tone: 'info' | 'success' | 'warning' | 'error' | 'pending';
  says: string[];
}

/** Where its own name would not do: 'hook_added' is 'Hook added' by itself. */
const titles: Readonly<Partial<Record<EventName, string>>> = {
  incident_opened: 'Incident opened',
  alert_joined: 'Another alarm joined',
  alert_resolved: 'Alarm resolved at its sender',
  alert_refired: 'Alarm fired again',
  incident_triaged: 'Triaged',
  evidence_collected: 'Evidence collected',
  incident_diagnosed: 'Diagnosed',
  remediation_opened: 'A finding to be mended',
  remediations_started: 'Remediation started',
  plan_made: 'Plan written',
  plan_rehearsed: 'Plan rehearsed',
  policy_decided: 'Policy decided',
  proposals_submitted: 'Waits for a person',
  question_answered: 'Question answered',
  hold_expired: 'Nobody answered in time',
  hold_settled: 'Decision taken in',
  plan_withdrawn: 'Plan withdrawn',
  claims_reproved: 'Claims proven again',
  plan_voided: 'Plan void',
  run_started: 'Run started',
  effect_intended: 'About to write',
  effect_done: 'Written',
  run_finished: 'Run finished',
  run_stopped: 'Run stopped',
  recovery_watched: 'Recovery watched',
  rolled_back: 'Rolled back',
  remediation_closed: 'Remediation closed',
  incident_closed: 'Incident closed',
  incident_escalated: 'Handed to people',
  setting_changed: 'Setting changed',
};
const verdicts: Readonly<Record<string, string>> = {
  approved: 'Approved',
  rejected: 'Rejected',
  need_more_info: 'Asked back',
};

/** The parts of an entry that tell people something, in this order; ids and hashes stay in the JSON below it. */
const telling = [
  'title',
  'severity',
  'category',
  'causes',
  'object',
  'cause',
  'action',
  'band',
  'why',
  'forward',
  'wayBack',
  'warnings',
  'reasons',
  'reason',
  'outcome',
  'says',
  'status',
  'confidence',
  'basis',
  'code',
  'expiresAt',
] as const;

export function timelineOf(log: readonly LogEntry[]): TimelineEntry[] {
  return log.map((entry) => ({
    seq: entry.seq,
    at: entry.at,
    title:
      entry.event === 'decision_made'
        ? (verdicts[String(entry.detail.verdict)] ?? 'Decision')
        : (titles[entry.event] ?? named(entry.event)),
    by: { kind: entry.actor.kind, name: shownLine(entry.actor.id, 80) },
    tone: toneOf(entry),
    says: telling.flatMap((name) => {
      const value = entry.detail[name];
      return value === undefined || isEmpty(value)
        ? []
        : [`${name === 'wayBack' ? 'way back' : name}: ${wordsOf(value)}`];
    }),
  }));
}

const named = (event: EventName): string => event.charAt(0).toUpperCase() + event.slice(1).replaceAll('_', ' ');

function toneOf({ event, detail }: LogEntry): TimelineEntry['tone'] {
  switch (event) {
    case 'decision_made':
      return detail.verdict === 'approved' ? 'success' : detail.verdict === 'rejected' ? 'error' : 'pending';
    case 'proposals_submitted':
      return 'pending';
    case 'plan_rehearsed':
      return detail.ok === true ? 'success' : 'error';
    case 'recovery_watched':
      return detail.verdict === 'recovered' ? 'success' : detail.verdict === 'not_recovered' ? 'error' : 'info';
    case 'incident_closed':
    case 'run_finished':
    case 'alert_resolved':
      return 'success';
    case 'incident_escalated':
    case 'hold_expired':
    case 'run_stopped':
      return 'error';
    case 'plan_withdrawn':
    case 'plan_voided':
    case 'rolled_back':
    case 'alert_refired':
      return 'warning';
    default:
      return 'info';
  }
}

const isEmpty = (value: Json): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);
const wordsOf = (value: Json): string =>
  shownLine(
    Array.isArray(value)
      ? value.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' · ')
      : typeof value === 'string'
        ? value
        : JSON.stringify(value),
  );
