import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { Answered } from '../../contracts/api/answers.ts';
import { Fault } from '../../contracts/fault.ts';
import type { Client } from '../client.ts';
import { findHold } from '../find.ts';
import { planText } from '../plan-text.ts';
import { ago, json, line, paint, riskStyle, table } from '../print.ts';
import { type Session, sessionOf } from '../session.ts';
import type { Listed, ShownHold } from '../shown.ts';

type Verdict = 'approved' | 'rejected' | 'need_more_info';
interface Decided {
  hold: string;
  status: string;
  approvals: number;
  needed: number;
  by: string;
}

export function decisionCommands(program: Command): void {
  program
    .command('holds')
    .description('what waits for a yes, highest risk first')
    .action(async (_options: object, command: Command) => {
      const session = sessionOf(command);
      const page = await session.client().get<Listed<ShownHold>>('/api/v1/holds');
      if (session.format === 'json') return json(page);
      if (page.items.length === 0) return line('Nothing waits for you.');
      const now = Date.now();
      table(
        ['CODE', 'RISK', 'WAITS', 'ENDS', 'INCIDENT', 'PLAN'],
        page.items.map((hold) => [
          hold.code,
          paint(riskStyle[hold.plan.action.risk] ?? 'reset', hold.plan.action.risk),
          ago(hold.openedAt, now),
          hold.expiresAt.slice(0, 16).replace('T', ' '),
          hold.incident.slice(0, 12),
          hold.plan.title,
        ]),
      );
    });
  verdictCommand(program, 'approve', 'approved', 'say yes: the plan runs by itself');
  verdictCommand(program, 'reject', 'rejected', 'say no: the plan never runs');
  verdictCommand(program, 'ask', 'need_more_info', 'ask something first (--reason): the plan goes on waiting');
  program
    .command('answer <id> <text>')
    .description('answer what was asked about a plan: it goes on waiting for its yes or no')
    .action(async (id: string, text: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const client = session.client();
      const hold = await findHold(client, id);
      const path = `/api/v1/holds/${encodeURIComponent(hold.name)}/answer`;
      const { body } = await client.send<Answered>('POST', path, { says: text });
      if (session.format === 'json') return json(body);
      line(`Answered by ${body.by}. The plan waits for a yes or a no: ${session.called} approve ${hold.code}`);
    });
}

function verdictCommand(program: Command, name: string, verdict: Verdict, description: string): void {
  program
    .command(`${name} [ids...]`)
    .description(description)
    .option('--all', 'everything that waits')
    .option('--reason <text>', 'why, for the audit')
    .action(async (ids: string[], options: { all?: boolean; reason?: string }, command: Command) => {
      const session = sessionOf(command);
      const client = session.client();
      const holds = await named(client, ids, options.all ?? false);
      const decided: Decided[] = [];
      for (const hold of holds) {
        if (session.format === 'table') line(`${planText(hold.plan, hold.rehearsal, hold.policy)}\n${asked(hold)}`);
        if (!(await sure(session, verdict))) {
          line('Nothing was decided.');
          continue;
        }
        // The hash of the plan that was just shown: if another one stands by now, the answer is refused.
        const body = {
          verdict,
          planHash: hold.planHash,
          ...(options.reason !== undefined && { reason: options.reason }),
        };
        const answer = await client.send<Decided>(
          'POST',
          `/api/v1/holds/${encodeURIComponent(hold.name)}/decision`,
          body,
        );
        decided.push(answer.body);
        if (session.format === 'table') line(told(answer.body, hold, session.called));
      }
      if (session.format === 'json') json({ items: decided, cursor: null });
    });
}

async function named(client: Client, ids: readonly string[], all: boolean): Promise<ShownHold[]> {
  if (all) return (await client.get<Listed<ShownHold>>('/api/v1/holds')).items;
  if (ids.length > 0) return Promise.all(ids.map((id) => findHold(client, id)));
  const { items } = await client.get<Listed<ShownHold>>('/api/v1/holds');
  const [only] = items;
  if (items.length === 1 && only !== undefined) return [only];
  if (items.length === 0)
    throw new Fault('NotFound', 'nothing waits for a decision', `See what is going on: ${client.called} incidents.`);
  throw new Fault(
    'Malformed',
    `${items.length} plans wait: say which (${items.map((hold) => hold.code).join(', ')})`,
    `${client.called} holds shows them; --all takes them all.`,
  );
}

/** What was asked about it, and what was said to that: whoever decides should have read it. */
function asked({ question, answer }: ShownHold): string {
  if (question === undefined) return '';
  const said = answer === undefined ? 'nobody has answered' : `${answer.by}: ${answer.says}`;
  return `asked: ${question}\nanswer: ${said}\n\n`.replaceAll(/[^\P{Cc}\n]/gu, ' ');
}

const questions: Record<Verdict, string> = {
  approved: 'Approve this plan?',
  rejected: 'Reject this plan?',
  need_more_info: 'Put this question?',
};

/** Asks back on a terminal only: a script that names the plan has said what it means. */
async function sure(session: Session, verdict: Verdict): Promise<boolean> {
  if (session.yes || session.format === 'json' || !process.stdin.isTTY) return true;
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(`${questions[verdict]} [y/N] `);
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}

function told(answer: Decided, hold: ShownHold, called: string): string {
  const follow = `Follow it: ${called} watch ${hold.incident.slice(0, 12)}`;
  if (answer.status === 'approved') return `${paint('green', 'Approved')} by ${answer.by}. ${follow}`;
  if (answer.status === 'rejected') return `${paint('red', 'Rejected')} by ${answer.by}. Nothing will be changed.`;
  if (answer.status === 'info_needed')
    return `Asked by ${answer.by}. The plan goes on waiting, for an answer and for a yes.`;
  return `Recorded: ${answer.approvals} of ${answer.needed} approvals. It waits for another person.`;
}
