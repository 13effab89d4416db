import { cpus, totalmem } from 'node:os';
import Table from 'cli-table3';
import type { Figure } from './figure.ts';

export interface Report {
  schema: 'mendgate.bench/1';
  at: string;
  machine: { processors: number; model: string; memoryGB: number; node: string };
  figures: Figure[];
  skipped: { bench: string; why: string }[];
  /** Benches that could not measure: as bad as a miss, and something else. */
  broken: { bench: string; why: string }[];
  missed: string[];
}

export function reportOf(parts: Pick<Report, 'figures' | 'skipped' | 'broken'>, at: string): Report {
  const [processor] = cpus();
  return {
    schema: 'mendgate.bench/1',
    at,
    machine: {
      processors: cpus().length,
      model: processor?.model ?? 'unknown',
      memoryGB: Math.round(totalmem() / 1e9),
      node: process.version,
    },
    ...parts,
    missed: parts.figures.filter(({ bound }) => bound?.met === false).map(({ id }) => id),
  };
}

export function asText(report: Report): string {
  const { processors, model, memoryGB, node } = report.machine;
  const table = new Table({
    head: ['', 'figure', 'median', 'of runs', 'floor', 'ratio', 'bound', 'load before'],
    style: { head: [], border: [] },
  });
  for (const { bound, what, unit, value, values, floor, ratio, load } of report.figures)
    table.push([
      bound === undefined ? '' : bound.met ? 'met' : 'MISSED',
      what,
      `${shown(value)} ${unit}`,
      values.length === 1 ? '1' : `${values.length}: ${values.map(shown).join(' ')}`,
      floor === undefined ? '' : `${shown(floor.value)} ${unit}\n${floor.what}`,
      ratio === undefined ? '' : ratio.toFixed(2),
      bound?.says ?? '',
      `${load.busyPercent} %, ${load.oneMinute}`,
    ]);
  const notes = report.figures.flatMap(({ id, notes }) => notes.map((note) => `${id}: ${note}`));
  return [
    `${report.at}, ${processors} processors (${model}), ${memoryGB} GB, Node ${node}`,
    table.toString(),
    ...notes,
    ...report.skipped.map(({ bench, why }) => `skipped  ${bench}: ${why}`),
    ...report.broken.map(({ bench, why }) => `BROKEN   ${bench}: ${why}`),
    report.missed.length === 0 ? 'No bound of what was taken is missed.' : `Missed: ${report.missed.join(', ')}`,
  ].join('\n');
}

const shown = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));
