import { asFault } from '../../contracts/fault.ts';
import type { Instant } from '../../contracts/instant.ts';
import type { KubeObject } from '../../contracts/kube.ts';
import type { Effect } from '../../contracts/plan.ts';
import type { EffectRecord, Proposal } from '../../contracts/remediation.ts';
import type { StepId } from '../../contracts/wiring.ts';
import { alreadyDone, stillOurs } from '../actions/effect.ts';
import { commit } from '../ledger/commit.ts';
import { derivedId } from '../ledger/digest.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { load, need } from '../ledger/load.ts';
import { change, create, shapes } from '../ledger/shapes.ts';
import type { Cluster, Ports } from '../ports.ts';

/** `left`: on the way back somebody else's edit stands on a field we wrote, so nothing was touched. */
export type Carried = { outcome: 'done' | 'already_done' | 'refused' | 'left'; says: string };

export const effectIdOf = (proposal: string, ordinal: number, direction: 'forward' | 'back'): string =>
  derivedId(proposal, 'effect', ordinal, direction);

/**
 * One effect, once: intent record, then the write, then the result. Whoever finds an intent without a result (a crash, a
 * retry, a late twin) asks the object itself whether the write happened; the patch's own tests refuse a second one.
 */
export async function carryOut(
  ports: Pick<Ports, 'records'>,
  cluster: Cluster,
  parts: { proposal: Proposal; effect: Effect; direction: 'forward' | 'back'; by: StepId; now: Instant },
): Promise<Carried> {
  const { proposal, effect, direction, by, now } = parts;
  const { tenant, incident } = proposal;
  const id = effectIdOf(proposal.id, effect.ordinal, direction);
  const key = keys.effect(tenant, incident, id);
  const { records } = ports;
  const about = { object: `${effect.ref.kind}/${effect.ref.name}`, direction, ordinal: effect.ordinal };

  const standing = await load(records, shapes.effect, key);
  if (standing !== undefined && standing.value.outcome !== 'intended') return told(standing.value);
  if (standing === undefined) {
    await commit(records, { tenant, incident }, async () => {
      if ((await load(records, shapes.effect, key)) !== undefined) return { output: null };
      const intent: EffectRecord = { id, proposal: proposal.id, direction, effect, intentAt: now, outcome: 'intended' };
      return {
        output: null,
        writes: [create(shapes.effect, key, intent)],
        log: [entry(by, now, 'effect_intended', id, { ...about, changes: effect.changes.length })],
      };
    });
  }
  const carried = await write(cluster, effect, direction, `mendgate-${proposal.id}`, standing === undefined);
  return commit(records, { tenant, incident }, async () => {
    const record = await need(records, shapes.effect, key, `effect ${id}`);
    if (record.value.outcome !== 'intended') return { output: told(record.value) };
    const outcome = carried.outcome === 'left' ? 'refused' : carried.outcome;
    const says = carried.outcome === 'left' ? `left: ${carried.says}` : carried.says;
    return {
      output: carried,
      writes: [
        change(shapes.effect, record, {
          ...record.value,
          outcome,
          says,
          doneAt: now,
          ...(carried.generation !== undefined && { generation: carried.generation }),
        }),
      ],
      log: [entry(by, now, 'effect_done', id, { ...about, outcome, says })],
    };
  });
}

function told(record: EffectRecord): Carried {
  const says = record.says ?? '';
  if (record.outcome === 'refused')
    return says.startsWith('left: ') ? { outcome: 'left', says: says.slice(6) } : { outcome: 'refused', says };
  return { outcome: record.outcome === 'done' ? 'done' : 'already_done', says };
}

type Wrote = Carried & { generation?: number };

async function write(
  cluster: Cluster,
  effect: Effect,
  direction: 'forward' | 'back',
  manager: string,
  first: boolean,
): Promise<Wrote> {
  const before = await cluster.get(effect.ref);
  if (before === undefined) return { outcome: 'refused', says: `${effect.ref.kind} ${effect.ref.name} is gone` };
  // Nobody of ours can have written it yet: the same edit by somebody else is theirs, and no way back of ours may take it.
  if (first && direction === 'forward' && alreadyDone(before, effect, direction))
    return {
      outcome: 'refused',
      says: `somebody else has made this very change to ${effect.ref.kind} ${effect.ref.name}`,
    };
  if (alreadyDone(before, effect, direction))
    return {
      outcome: 'already_done',
      says: 'the object already stands as the effect would leave it',
      ...generation(before),
    };
  if (direction === 'back' && !stillOurs(before, effect))
    return {
      outcome: 'left',
      says: `somebody else changed what we had changed on ${effect.ref.kind} ${effect.ref.name}: their edit stays`,
    };
  try {
    const { object } = await cluster.patch(effect.ref, direction === 'forward' ? effect.patch : effect.inverse, {
      dryRun: false,
      manager,
    });
    return { outcome: 'done', says: `patched ${effect.ref.kind} ${effect.ref.name}`, ...generation(object) };
  } catch (thrown) {
    const fault = asFault(thrown);
    // Whether it arrived is unknown: the machine tries again, and then the object itself tells.
    if (fault.word === 'Unavailable' || fault.word === 'Bug' || fault.word === 'Contended') throw fault;
    if (fault.word !== 'Stale') return { outcome: 'refused', says: fault.message };
    // A failed test: a twin of ours was faster, or somebody else changed a field we rest on.
    const now = await cluster.get(effect.ref);
    if (now !== undefined && alreadyDone(now, effect, direction))
      return { outcome: 'already_done', says: 'a twin of this run was faster', ...generation(now) };
    return {
      outcome: direction === 'back' ? 'left' : 'refused',
      says: `the object changed since the plan was made: ${fault.message}`,
    };
  }
}

const generation = (object: KubeObject): { generation?: number } =>
  object.metadata.generation === undefined ? {} : { generation: object.metadata.generation };
