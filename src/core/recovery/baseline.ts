import { Fault } from '../../contracts/fault.ts';
import type { Claim } from '../../contracts/plan.ts';
import type { Baseline } from '../../contracts/remediation.ts';
import type { WorldRecord } from '../../contracts/world.ts';
import { openWorld } from '../diagnosis/world.ts';
import { rolloutOf } from './rollout.ts';
import { recoveryNeeds, surroundingsOf } from './surroundings.ts';

/**
 * How workload and neighbourhood stand just before the plan runs. Throws `Unavailable` when any part of it cannot be seen: an
 * empty baseline would let every later look pass, so without one nothing is run. Throws `Impossible` when the workload is gone.
 */
export function baselineOf(record: WorldRecord, claim: Claim, longestGapSeconds: number): Baseline {
  const world = openWorld(record);
  const seen = rolloutOf(world, claim.object);
  const hint = `Collect ${recoveryNeeds.join(', ')} of the namespace again, then run.`;
  if (seen.is === 'blind') throw new Fault('Unavailable', `no baseline: ${seen.why}`, hint);
  if (seen.is === 'absent')
    throw new Fault(
      'Impossible',
      `no baseline: ${claim.object.kind} ${claim.object.name} is not there`,
      'Diagnose again.',
    );
  const around = surroundingsOf(world, claim.object, seen.rollout.labels);
  if (around.is === 'blind') throw new Fault('Unavailable', `no baseline: ${around.why}`, hint);
  return {
    at: record.at,
    desired: seen.rollout.desired,
    readyEndpoints: sum(around.around.services),
    longestGapSeconds: Math.max(0, longestGapSeconds),
    neighbours: around.around.neighbours,
  };
}

export const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);
