import { appendFileSync, readFileSync } from 'node:fs';

export interface Timing {
  readonly what: string;
  readonly ms: number;
}

/** Adds one duration to a run's file: tests and their setup are different processes. */
export const note = (file: string, what: string, ms: number): void =>
  appendFileSync(file, `${JSON.stringify({ what, ms } satisfies Timing)}\n`);

export const noted = (file: string): Timing[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Timing);
