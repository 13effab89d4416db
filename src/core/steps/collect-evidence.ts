import { utf8ToBytes } from '@noble/hashes/utils.js';
import * as z from 'zod';
import type { EvidenceRecord } from '../../contracts/incident.ts';
import { collectWorld } from '../evidence/collect.ts';
import { StepInput } from '../incident/step-input.ts';
import { commit } from '../ledger/commit.ts';
import { derivedId } from '../ledger/digest.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { need } from '../ledger/load.ts';
import { change, create, shapes } from '../ledger/shapes.ts';
import { receiptOf, step } from './step.ts';

/** Reads the cluster once for all analyzers and keeps what it saw, so that the diagnosis can be replayed exactly. */
export const collectEvidence = step({
  id: 'collect-evidence',
  name: 'Collect evidence',
  input: z.strictObject({ ...StepInput.shape }),
  async run(ports, input) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    const before = await need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`);
    const settings = await ports.settings.read(tenant, 'diagnosis');
    const cluster = await ports.clusters.open(before.value.cluster, 'reader', { session: incident });
    const { namespace } = before.value;
    const world = await collectWorld({
      cluster,
      source: before.value.cluster,
      at: now,
      scope: namespace === undefined ? {} : { namespace },
      settings: settings.value,
    });
    const bytes = utf8ToBytes(JSON.stringify(world));
    const sha256 = await ports.objects.put(bytes);
    return commit<{ world: string }>(
      records,
      { tenant, incident, receipt: receiptOf('collect-evidence', input) },
      async () => {
        const head = await need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`);
        // What joined while we were reading may tell of something we did not look for: it stays marked.
        const dirty = head.value.news !== before.value.news;
        const id = derivedId(incident, input.execution, 'world', now);
        const evidence: EvidenceRecord = {
          id,
          from: `cluster ${head.value.cluster}`,
          at: now,
          unit: world.schema,
          sha256,
          bytes: bytes.length,
        };
        const blind = world.reads.filter((read) => read.answer.is === 'blind').length;
        return {
          output: { world: sha256 },
          writes: [
            create(shapes.evidence, keys.evidence(tenant, incident, id), evidence),
            change(shapes.incident, head, { ...head.value, dirty, updatedAt: now }),
          ],
          log: [entry('collect-evidence', now, 'evidence_collected', id, { sha256, reads: world.reads.length, blind })],
        };
      },
    );
  },
});
