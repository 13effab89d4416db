import { type Instant, instantOf, millisOf } from '../../contracts/instant.ts';
import type { Workflow } from '../../contracts/settings.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * When a run may begin: `now` itself inside a window or when there are none, else the start of the next window. Windows
 * include their first minute and exclude their last; one that ends at or before its start ends on the next day.
 */
export function nextWindow(windows: Workflow['windows'], now: Instant): Instant {
  if (windows.length === 0) return now;
  const at = millisOf(now);
  const midnight = Math.floor(at / day) * day;
  let next = Number.POSITIVE_INFINITY;
  for (const window of windows) {
    const from = minutesOf(window.from) * minute;
    const to = minutesOf(window.to) * minute;
    const length = to > from ? to - from : to - from + day;
    // From yesterday, whose window may still be open, to this weekday next week.
    for (let offset = -1; offset <= 7; offset += 1) {
      const opens = midnight + offset * day + from;
      // 1970-01-01 was a Thursday, the fourth day when Sunday is 0.
      if (!window.days.includes((((midnight / day + offset + 4) % 7) + 7) % 7)) continue;
      if (opens <= at && at < opens + length) return now;
      if (opens > at) next = Math.min(next, opens);
    }
  }
  // A window without a day never opens; the contract refuses it, so this is reached only by an unparsed document.
  return Number.isFinite(next) ? instantOf(next) : instantOf(at + 7 * day);
}

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
