import * as z from 'zod';
import type { FindingRecord } from '../../contracts/incident.ts';
import { secondsBetween } from '../../contracts/instant.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { storedWorld } from '../evidence/stored-world.ts';
import { StepInput } from '../incident/step-input.ts';
import { commit } from '../ledger/commit.ts';
import { derivedId } from '../ledger/digest.ts';
import { entry } from '../ledger/entry.ts';
import { keys, partitionOf, prefixes } from '../ledger/keys.ts';
import { loadAll, need } from '../ledger/load.ts';
import { change, create, shapes } from '../ledger/shapes.ts';
import { proposeActions } from '../planning/propose.ts';
import { receiptOf, step } from './step.ts';

/** A storm that never ends may not keep people waiting: past this age of the incident, what was read last is good enough. */
export const freshForSeconds = 300;
const findingsAtMost = 25;

/** Healthy, sick and could-not-look are three answers; stale asks for new evidence because alerts joined meanwhile. */
type Answer = { verdict: 'healthy' | 'sick' | 'blind' | 'stale' | 'unexplained' };

export const diagnoseIncident = step({
  id: 'diagnose-incident',
  name: 'Diagnose incident',
  input: z.strictObject({ ...StepInput.shape, world: z.string() }),
  async run(ports, input) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    const world = await storedWorld(ports.objects, input.world);
    const bounds = (await ports.settings.read(tenant, 'guardrails')).value;
    return commit<Answer>(records, { tenant, incident, receipt: receiptOf('diagnose-incident', input) }, async () => {
      const head = await need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`);
      if (head.value.dirty && secondsBetween(head.value.openedAt, now) < freshForSeconds)
        return { output: { verdict: 'stale' } };
      const { namespace } = head.value;
      const scope = namespace === undefined ? {} : { namespace };
      const seen = diagnose(world, scope, (judgement) => proposeActions(judgement, bounds));
      // A cluster-wide outage has hundreds of findings; the record holds the first, and says how many more there are.
      const diagnosis = { ...seen.diagnosis, findings: seen.diagnosis.findings.slice(0, findingsAtMost) };
      const more = seen.diagnosis.findings.length - diagnosis.findings.length;
      const judgements = seen.judgements.slice(0, findingsAtMost);
      const firing = (await loadAll(records, shapes.alert, partitionOf(tenant, incident), prefixes.alert)).some(
        ({ value }) => value.resolvedAt === undefined,
      );
      const outlook = diagnosis.findings.length > 0 ? 'sick' : diagnosis.healthy ? 'healthy' : 'blind';
      const findings = judgements.map((judgement, at): FindingRecord => {
        const id = derivedId(incident, input.execution, now, 'finding', at);
        return { id, rank: at + 1, judgement, actions: diagnosis.findings[at]?.actions ?? [] };
      });
      const reason = {
        sick: diagnosis.findings[0]?.cause.title ?? 'something is wrong',
        healthy: firing
          ? 'the alarm still fires, and nothing was found that explains it'
          : 'nothing is wrong in what was looked at, and the alarm has ended',
        blind: `could not look: ${diagnosis.blind[0]?.why ?? 'unknown'}`,
      }[outlook];
      return {
        // Healthy objects do not answer an alarm that still fires: people get it.
        output: { verdict: outlook === 'healthy' && firing ? 'unexplained' : outlook },
        writes: [
          change(shapes.incident, head, { ...head.value, outlook, diagnosis, reason, updatedAt: now }),
          ...findings.map((finding) => create(shapes.finding, keys.finding(tenant, incident, finding.id), finding)),
        ],
        log: [
          entry('diagnose-incident', now, 'incident_diagnosed', incident, {
            outlook,
            evidence: input.world,
            causes: diagnosis.findings.map(
              (finding) => `${finding.cause.id} ${finding.object.kind}/${finding.object.name}`,
            ),
            blind: diagnosis.blind.length,
            more,
          }),
        ],
      };
    });
  },
});
