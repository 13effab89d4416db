import * as z from 'zod';
import { tellPeople } from '../incident/tell-people.ts';
import { keys } from '../ledger/keys.ts';
import { load, need } from '../ledger/load.ts';
import { remove, shapes } from '../ledger/shapes.ts';
import { step } from './step.ts';

/** A token that is gone may have been replaced while we looked: so often we read again before leaving it to the sweep. */
const rereads = 3;

/**
 * Carries out one row of the outbox; may be called any number of times for the same row. A start ends when the execution
 * exists, a copy when the audit has it. A callback wakes the machine and stays: only Settle hold, having read the verdict,
 * takes the row away. An ask ends when everybody was told by mail.
 */
export const deliverOutbox = step({
  id: 'deliver-outbox',
  name: 'Deliver outbox',
  input: z.strictObject({ tenant: z.string(), incident: z.string(), id: z.string() }),
  async run(ports, { tenant, incident, id }) {
    const { records, workflows, sealer, audit } = ports;
    const row = await load(records, shapes.outbox, keys.outbox(tenant, incident, id));
    if (row === undefined) return { told: 'gone' as const };
    if (row.value.kind === 'start') {
      const { machine, name, input } = row.value;
      const told = await workflows.start(machine, name, input);
      // Somebody else may have taken the row away meanwhile: then it is gone, which is what we want.
      await records.write([remove(row)]);
      return { told };
    }
    if (row.value.kind === 'copy') {
      const { seq } = row.value;
      const owed = await need(records, shapes.log, keys.log(tenant, incident, seq), `entry ${seq} of ${incident}`);
      await audit.append(owed.value);
      await records.write([remove(row)]);
      return { told: 'copied' as const };
    }
    if (row.value.kind === 'ask') return { told: await tellPeople(ports, { ...row, value: row.value }) };
    let generation = 0;
    for (let read = 0; read < rereads; read++) {
      const hold = await load(records, shapes.hold, keys.hold(tenant, incident, row.value.hold));
      if (hold === undefined || hold.value.settled) {
        await records.write([remove(row)]);
        return { told: 'settled' as const };
      }
      if (hold.value.generation === generation) break;
      generation = hold.value.generation;
      const token = await sealer.open(hold.value.sealedToken, `hold:${hold.value.id}`);
      // What we carry is ignored by the machine: it asks the database.
      if ((await workflows.succeed(token, {})) === 'accepted') return { told: 'accepted' as const };
    }
    return { told: 'waiting' as const };
  },
});
