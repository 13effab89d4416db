import { type Instant, plusSeconds, secondsBetween } from '../../contracts/instant.ts';
import type { Claim } from '../../contracts/plan.ts';
import type { Watch } from '../../contracts/remediation.ts';
import type { Recovery } from '../../contracts/settings.ts';
import type { WorldRecord } from '../../contracts/world.ts';
import type { reprove } from '../diagnosis/reprove.ts';
import { type Look, lookAt } from './look.ts';

/** A fault that once kept quiet for weeks would otherwise be watched for months: nobody waits so long for a verdict. */
const GAP_SHARE_AT_MOST_SECONDS = 3600;
/** A state machine ends at 25,000 transitions, and a window needs only so many looks to be trusted. */
const LOOKS_PER_WINDOW = 200;

/** Seconds for which the positive evidence must hold: longer than the fault was seen to keep quiet, as far as an hour goes. */
export const quietWindow = (settings: Recovery, longestGapSeconds: number): number =>
  Math.max(settings.quietSeconds, Math.min(settings.gapFactor * longestGapSeconds, GAP_SHARE_AT_MOST_SECONDS));

/** Whole seconds until the next look: `lookSeconds`, or more where the window is long. */
export const lookInterval = (settings: Recovery, watch: Pick<Watch, 'baseline'>): number =>
  Math.max(settings.lookSeconds, Math.ceil(quietWindow(settings, watch.baseline.longestGapSeconds) / LOOKS_PER_WINDOW));

/**
 * One look at a workload after the run, added to those before. Recovered takes every piece of positive evidence at every look
 * of a whole window; a look that could not see ends the streak, because what was not seen did not hold. A verdict once given
 * stands: looking on changes nothing. A neighbour that got worse keeps from `recovered` and never ends the watch early; at
 * the deadline the verdict is `not_recovered` even if the target is well, and says so, because people decide about neighbours.
 */
export function watchRecovery(parts: {
  previous: Watch;
  record: WorldRecord;
  claim: Claim;
  reproved: ReturnType<typeof reprove>;
  settings: Recovery;
  now: Instant;
}): Watch {
  const { previous, settings, now } = parts;
  if (previous.verdict !== 'watching') return previous;
  const { baseline, ranAt } = previous;
  const look = lookAt({ record: parts.record, claim: parts.claim, baseline, reproved: parts.reproved, ranAt });
  const window = quietWindow(settings, baseline.longestGapSeconds);
  const seen: Watch = { baseline, ranAt, restarts: {}, looks: previous.looks + 1, verdict: 'watching', says: '' };
  const streak = look.is === 'good' ? streakOf(previous, look, now) : undefined;
  if (look.is === 'good' && streak !== undefined) {
    const held = secondsBetween(streak, now);
    const watch: Watch = { ...seen, goodSince: streak, restarts: look.restarts };
    if (held >= window)
      return {
        ...watch,
        verdict: 'recovered',
        says: `Recovered: all evidence held for ${text(held)} of ${text(window)}.`,
      };
    seen.goodSince = streak;
    seen.restarts = look.restarts;
    seen.says = `All evidence is there, held for ${text(held)} of ${text(window)}.`;
  } else seen.says = saysOf(look);
  if (look.is === 'bad' && look.back)
    return { ...seen, verdict: 'not_recovered', says: `Not recovered: ${look.says}.` };
  // At least two windows, or a long gap between signals could never be outwaited.
  if (now >= plusSeconds(ranAt, Math.max(settings.deadlineSeconds, 2 * window))) {
    if (look.is === 'bad' && look.targetWell) {
      const { kind, name } = parts.claim.object;
      const says = `Not recovered in time, although ${kind} ${name} itself is well at the last look: ${look.says}. People decide.`;
      return { ...seen, verdict: 'not_recovered', says };
    }
    return { ...seen, verdict: 'not_recovered', says: `Not recovered in time. Last look: ${seen.says}` };
  }
  return seen;
}

/** Since when it has held: broken by a restart, by another pod in place of one, or by a pod that was not ready in between. */
function streakOf(previous: Watch, look: Look & { is: 'good' }, now: Instant): Instant {
  const since = previous.goodSince;
  if (since === undefined) return now;
  const before = Object.entries(previous.restarts);
  const same =
    before.length === Object.keys(look.restarts).length &&
    before.every(([pod, restarts]) => look.restarts[pod] === restarts);
  return same && (look.steadySince === undefined || look.steadySince <= since) ? since : now;
}

function saysOf(look: Look): string {
  if (look.is === 'good') return '';
  return look.is === 'blind' ? `Could not look, which is not recovery: ${look.says}.` : `Not yet: ${look.says}.`;
}

const text = (seconds: number): string => `${Math.round(seconds * 10) / 10} s`;
