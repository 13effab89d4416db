import type { LogEntry } from '../../contracts/log.ts';
import { plainLine, plainText } from '../../contracts/plain-text.ts';
import type { Proposal } from '../../contracts/remediation.ts';

/** What a log entry says to whoever watches the terminal of a home; undefined for what only the log needs. */
export function announcement(entry: LogEntry, proposal: Proposal | undefined, command: string): string | undefined {
  const { detail } = entry;
  const at = entry.at.slice(11, 19);
  const say = (text: string) => `${at}  ${entry.incident.slice(0, 12)}  ${plainLine(text)}`;
  switch (entry.event) {
    case 'incident_opened':
      return say(`alarm: ${detail.title ?? detail.why}`);
    case 'incident_triaged':
      return say(`triaged: ${detail.severity}, ${detail.category}`);
    case 'incident_diagnosed':
      return say(
        `diagnosed: ${Array.isArray(detail.causes) && detail.causes.length > 0 ? detail.causes.join(', ') : detail.outlook}`,
      );
    case 'proposals_submitted': {
      const plan = proposal?.plan;
      const diff =
        plan === undefined
          ? []
          : plainText(plan.diff)
              .trimEnd()
              .split('\n')
              .map((text) => `      ${text}`);
      return [
        say(`a plan waits for your yes: ${plan?.title ?? entry.about}`),
        ...(plan
          ? [
              `      cause: ${plainLine(plan.rootCause)}`,
              `      risk ${plan.action.risk}, confidence ${Math.round(plan.confidence * 100)} %${proposal?.rehearsal?.ok === true ? ', rehearsed both ways' : ''}`,
            ]
          : []),
        ...diff,
        '',
        `      To see it:      ${command} holds`,
        `      To let it run:  ${command} approve ${detail.code}`,
        `      To refuse it:   ${command} reject ${detail.code}`,
        '',
      ].join('\n');
    }
    case 'decision_made':
      return say(`${detail.verdict} by ${entry.actor.id}`);
    case 'hold_expired':
      return say('nobody decided in time: the plan will not run');
    case 'run_finished':
    case 'run_stopped':
      return say(`run: ${detail.verdict}: ${detail.says}`);
    case 'recovery_watched':
      return say(`${detail.says}`);
    case 'rolled_back':
      return say(`rolled back: ${Array.isArray(detail.says) ? detail.says.join('; ') : ''}`);
    case 'incident_closed':
    case 'incident_escalated':
      // What a remediation came to was just said; the incident's end adds only what it is now.
      return entry.event === 'incident_closed'
        ? say(`the incident is ${detail.status}`)
        : say(`ESCALATED to you: ${detail.reason ?? detail.why}`);
    default:
      return undefined;
  }
}
