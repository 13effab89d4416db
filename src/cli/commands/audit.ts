import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { Fault } from '../../contracts/fault.ts';
import type { LogEntry } from '../../contracts/log.ts';
import {
  type LogVerdict,
  localChains,
  tenantLogName,
  verifyAnchored,
  verifyEntries,
  verifyKept,
} from '../../runtime/local/audit.ts';
import { findIncident } from '../find.ts';
import { logReader } from '../log-reader.ts';
import { logLine } from '../log-text.ts';
import { json, line, paint, remark } from '../print.ts';
import { sessionOf } from '../session.ts';

export function auditCommands(program: Command): void {
  const audit = program
    .command('audit')
    .description('the log of what happened, who allowed it, and whether it is whole');

  audit
    .command('show <id>')
    .description('the log of one incident; --format json prints one entry a line, which `audit verify` reads')
    .action(async (id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const client = session.client();
      const incident = await findIncident(client, id);
      await logReader((entry) => line(session.format === 'json' ? JSON.stringify(entry) : logLine(entry))).readOn(
        client,
        incident.id,
      );
    });

  audit
    .command('verify [file]')
    .description(
      'checks every chain offline, changing nothing: a file of entries, or all of the data directory (no running home is ' +
        'needed). The chain carries no key: whoever can rewrite all of it can make another that is whole. So note the heads ' +
        'printed here elsewhere: what was changed after that shows against them',
    )
    .action(async (file: string | undefined, _options: object, command: Command) => {
      const session = sessionOf(command);
      const verdicts =
        file === undefined
          ? verdictsOn(localChains(session.data), (kept) => ({ entries: kept.entries, verdict: verifyKept(kept) }), [])
          : verdictsOn(await chainsOf(file), (entries) => ({ entries, verdict: verifyEntries(entries) }), undefined);
      const broken = verdicts.filter((verdict) => !verdict.ok);
      if (session.format === 'json') json({ ok: broken.length === 0, chains: verdicts });
      else {
        for (const verdict of verdicts)
          line(
            verdict.ok
              ? `${paint('green', 'whole ')}  ${verdict.chain}  ${verdict.entries} entries, head ${verdict.head}`
              : `${paint('red', 'BROKEN')}  ${verdict.chain}  ${'at' in verdict ? `at entry ${verdict.at}: ` : ''}${verdict.says}`,
          );
        if (verdicts.length === 0) line('There is no chain here yet.');
        if (file !== undefined)
          remark(
            'A file alone cannot show that its end was cut off: compare its head with one noted elsewhere, or check the data directory.',
          );
      }
      if (broken.length > 0) process.exitCode = 1;
    });
}

/**
 * Each chain by itself, then against the anchors in its tenant's. `absent` are the entries of a log that is not there: none in
 * a data directory, which must hold all; of a file nothing is said about what is not in it.
 */
function verdictsOn<T>(
  chains: ReadonlyMap<string, T>,
  check: (kept: T) => { entries: readonly unknown[]; verdict: LogVerdict },
  absent: readonly unknown[] | undefined,
): ({ chain: string } & LogVerdict)[] {
  const checked = new Map([...chains].map(([chain, kept]) => [chain, check(kept)]));
  const verdicts = new Map([...checked].map(([chain, { verdict }]) => [chain, { chain, ...verdict }]));
  for (const [chain, { entries, verdict }] of checked) {
    const [tenant, incident] = chain.split('/');
    // A tenant's log that is broken proves nothing against others.
    if (incident !== tenantLogName || !verdict.ok) continue;
    for (const { incident: name, says } of verifyAnchored(
      entries,
      (id) => checked.get(`${tenant}/${id}`)?.entries ?? absent,
    )) {
      const at = `${tenant}/${name}`;
      if (verdicts.get(at)?.ok !== false) verdicts.set(at, { chain: at, ok: false, says });
    }
  }
  return [...verdicts.values()];
}

/** Entries of a file, one JSON a line, gathered by the incident each says it belongs to. A line that is no JSON breaks its chain. */
async function chainsOf(file: string): Promise<Map<string, unknown[]>> {
  const chains = new Map<string, unknown[]>();
  let last = file;
  try {
    for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      if (text.trim() === '') continue;
      let entry: unknown = text;
      try {
        entry = JSON.parse(text);
      } catch {
        // Not JSON: it stays text, which no chain accepts, so the damage shows where it is.
      }
      last = nameOf(entry) ?? last;
      chains.set(last, [...(chains.get(last) ?? []), entry]);
    }
  } catch (thrown) {
    // Not NotFound: its exit code is 1, which says that a chain is broken.
    throw new Fault(
      'Malformed',
      `${file} cannot be read: ${thrown instanceof Error ? thrown.message : thrown}`,
      'Give a file made by `mendgate audit show ID --format json`.',
    );
  }
  if (chains.size === 0)
    throw new Fault(
      'Malformed',
      `${file} holds no entries, so nothing was checked`,
      'Give a file made by `mendgate audit show ID --format json`.',
    );
  return chains;
}

function nameOf(entry: unknown): string | undefined {
  const { tenant, incident } = (typeof entry === 'object' && entry !== null ? entry : {}) as Partial<LogEntry>;
  return typeof tenant === 'string' && typeof incident === 'string' ? `${tenant}/${incident}` : undefined;
}
