import type { Command } from 'commander';
import type { Incident } from '../../contracts/incident.ts';
import { findIncident } from '../find.ts';
import { planText } from '../plan-text.ts';
import { ago, json, line, paint, statusStyle, table } from '../print.ts';
import { sessionOf } from '../session.ts';
import type { Listed, ShownIncident } from '../shown.ts';

export function incidentCommands(program: Command): void {
  program
    .command('incidents')
    .description('list incidents, newest first')
    .option('--limit <n>', 'how many', '50')
    .action(async (options: { limit: string }, command: Command) => {
      const session = sessionOf(command);
      const page = await session
        .client()
        .get<Listed<Incident>>(`/api/v1/incidents?limit=${encodeURIComponent(options.limit)}`);
      if (session.format === 'json') return json(page);
      if (page.items.length === 0) return line('No incidents.');
      const now = Date.now();
      table(
        ['INCIDENT', 'STATUS', 'AGE', 'WHERE', 'TITLE', 'REASON'],
        page.items.map((it) => [
          it.id.slice(0, 12),
          paint(statusStyle[it.status] ?? 'reset', it.status),
          ago(it.openedAt, now),
          `${it.cluster}/${it.namespace ?? '-'}`,
          it.title,
          it.reason,
        ]),
      );
    });

  program
    .command('incident <id>')
    .description('everything about one incident')
    .action(async (id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const client = session.client();
      const found = await findIncident(client, id);
      const all = await client.get<ShownIncident>(`/api/v1/incidents/${found.id}`);
      if (session.format === 'json') return json(all);
      const { incident } = all;
      line(`${paint('bold', incident.title)}  ${paint(statusStyle[incident.status] ?? 'reset', incident.status)}`);
      line(`  incident    ${incident.id}  opened ${incident.openedAt}`);
      line(
        `  where       cluster ${incident.cluster}, namespace ${incident.namespace ?? '-'}, ${incident.workload ?? '-'}`,
      );
      line(`  reason      ${incident.reason}`);
      if (incident.triage)
        line(`  triage      ${incident.triage.severity}, ${incident.triage.category}: ${incident.triage.summary}`);
      line(`  alarms      ${all.alerts.map((alert) => `${alert.alert.title} (${alert.seen}x)`).join(', ')}`);
      for (const finding of incident.diagnosis?.findings ?? []) {
        line(`  finding     ${finding.cause.title}: ${finding.object.kind} ${finding.object.name}`);
        for (const evidence of finding.evidence)
          line(paint('gray', `                ${evidence.from}: ${evidence.says}`));
      }
      for (const blind of incident.diagnosis?.blind ?? []) line(`  blind       ${blind.asked}: ${blind.why}`);
      for (const remediation of all.remediations) {
        line();
        line(`  remediation ${remediation.id}: ${remediation.status}, ${remediation.outcome}: ${remediation.reason}`);
        const proposal = all.proposals.find((it) => it.id === remediation.proposal);
        if (proposal) line(planText(proposal.plan, proposal.rehearsal ?? null, proposal.policy ?? null));
      }
    });
}
