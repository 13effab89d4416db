import { type Instant, millisOf } from '../../src/contracts/instant.ts';

const steps: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** '3 minutes ago', 'in 2 hours': rounded down to the largest unit that fits. */
export function relative(at: Instant, now: number): string {
  const seconds = (millisOf(at) - now) / 1000;
  const size = Math.abs(seconds);
  if (size < 1) return 'now';
  const [unit, length] = steps.find(([, each]) => size >= each) ?? ['second', 1];
  return words.format(Math.sign(seconds) * Math.floor(size / length), unit);
}
const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** '12 m', '3 h', '5 d': an age in a narrow column. */
export function age(at: Instant, now: number): string {
  const seconds = Math.max(0, (now - millisOf(at)) / 1000);
  const [unit, length] = steps.find(([, each]) => seconds >= each) ?? ['second', 1];
  return `${Math.floor(seconds / length)} ${unit[0]}`;
}

/** '2026-11-30 00:14:25 UTC': the same for everybody who talks about it, wherever they sit. */
export const absolute = (at: Instant): string => `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;

/** '1 h 20 min', '45 s': how long something took or may take. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (h > 0) return m > 0 ? `${h} h ${m} min` : `${h} h`;
  if (m > 0) return s > 0 && m < 10 ? `${m} min ${s} s` : `${m} min`;
  return `${s} s`;
}
