import { type Course, momentOf } from './course.ts';
import { type Turn, turn } from './loop.ts';
import { hashOf } from './names.ts';
import { lifeOf } from './pod-life.ts';
import type { PodRecord } from './state.ts';
import type { Timings } from './timings.ts';

interface LogAsk {
  container: string;
  previous: boolean;
  lines: number;
}

/** Most lines a log is ever written out to: older ones were rotated away. */
const ROTATED = 200;
const TICK = 15_000;

/**
 * What the program wrote, as far as the runtime still has it; undefined when there was no such run. `unreachable` names
 * addresses its calls do not reach now.
 */
export function logOf(
  pod: PodRecord,
  ask: LogAsk,
  at: number,
  timings: Timings,
  unreachable: readonly string[],
): string | undefined {
  const course = lifeOf(pod, timings).courses.find(({ container }) => container.name === ask.container);
  if (course === undefined) return undefined;
  const run = runMeant(course, ask.previous, Math.min(at, pod.deletedAt ?? at), timings);
  if (run === undefined) return undefined;
  const until = Math.min(at, run.until, pod.deletedAt ?? at);
  const lines = [...began(pod, course, run), ...served(course, run, until), ...complaints(unreachable, run, until)];
  if (until === run.until) lines.push(...lastWords(course, run));
  const kept = ask.lines <= 0 ? [] : lines.slice(-ask.lines);
  return kept.map((line) => `${line}\n`).join('');
}

/** While a container waits for its restart, the run that ended is both the present and the previous one. */
function runMeant(course: Course, previous: boolean, at: number, timings: Timings): Turn | undefined {
  const moment = momentOf(course, at, timings);
  if (moment.is === 'creating' || moment.is === 'pulling') return undefined;
  if (!previous || moment.is === 'waiting') return moment.last;
  return moment.last.index === 0 ? undefined : turn(course.loop, moment.last.index - 1);
}

const stamp = (at: number): string => new Date(at).toISOString();

function began({ uid }: PodRecord, { container }: Course, run: Turn): string[] {
  const build = hashOf('build', container.image ?? '').slice(0, 7);
  return [
    `${stamp(run.from)} INFO starting ${container.name} build ${build}`,
    `${stamp(run.from + 20)} INFO instance ${uid.slice(0, 8)}`,
  ];
}

/** A program that works says so from time to time; one that cannot work never comes to it. */
function served(course: Course, run: Turn, until: number): string[] {
  const ready = run.index === 0 ? course.readyAfter.first : course.readyAfter.later;
  const isAsked = Number.isFinite(ready);
  if (!isAsked && course.trouble?.is !== 'probes') return [];
  const from = run.from + 200;
  // Nobody sends requests to what never was ready.
  const ticks = isAsked ? Math.floor((until - from) / TICK) : 0;
  const first = Math.max(1, ticks - ROTATED);
  const lines = until < from ? [] : [`${stamp(from)} INFO accepting requests`];
  for (let tick = first; tick <= ticks; tick += 1) {
    const requests = 20 + (Number.parseInt(hashOf('requests', run.index, tick).slice(0, 2), 16) % 60);
    lines.push(`${stamp(from + tick * TICK)} INFO ${requests} requests in the last 15 s`);
  }
  return lines;
}

const complaints = (unreachable: readonly string[], run: Turn, until: number): string[] =>
  unreachable.map((url) => {
    const host = url.replace(/^\w+:\/\//, '');
    return `${stamp(Math.max(run.from, until - 1000))} ERROR call to ${url} failed: dial tcp ${host}: connect: connection refused`;
  });

/** The last lines of a run that ended by itself. The kernel kills without a word: there the log just stops. */
function lastWords(course: Course, run: Turn): string[] {
  const at = stamp(run.until - 10);
  switch (course.trouble?.is) {
    case 'variable':
      return [
        `${at} FATAL configuration: required environment variable ${course.trouble.variable} is not set`,
        `${at} INFO exiting with status 1`,
      ];
    case 'crash':
      return [
        `${at} FATAL unhandled exception, exiting with status 1`,
        'TypeError: cannot apply price rule: rule.window is not iterable',
        '    at applyRules (/app/dist/pricing/rules.js:118:23)',
        '    at loadCatalogue (/app/dist/pricing/catalogue.js:44:11)',
        '    at main (/app/dist/main.js:9:3)',
      ];
    case 'memory': {
      const half = stamp(run.from + (run.until - run.from) / 2);
      return run.index === 0 && Number.isFinite(course.readyAfter.first)
        ? []
        : [`${half} INFO warming cache: 40% loaded`, `${at} INFO warming cache: 80% loaded`];
    }
    case 'leak':
      return [`${at} INFO index: 3 segments open, merging`];
    case 'probes':
      return [`${at} INFO signal received, shutting down`];
    default:
      return [];
  }
}
