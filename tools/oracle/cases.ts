import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Result = z.union([
  z.strictObject({ return: z.json() }),
  z.strictObject({ throw: z.string(), cause: z.string() }),
  /** The function was called and nobody ever answers the token. */
  z.strictObject({ silent: z.literal(true) }),
]);
const Answer = z.union([
  z.strictObject({ status: z.literal('succeeded'), output: z.json() }),
  z.strictObject({ status: z.literal('failed'), error: z.string(), cause: z.string().optional() }),
  /** The definition is not taken. */
  z.strictObject({ status: z.literal('refused') }),
]);
export type Answer = z.infer<typeof Answer>;
export type Result = z.infer<typeof Result>;

const Case = z.strictObject({
  name: z.string(),
  /** Begins with the first. */
  states: z.record(z.string(), z.looseObject({ Type: z.string() })),
  input: z.json(),
  /** By function, which is named like its state: what each call brings. */
  tasks: z.record(z.string(), z.array(Result)).default({}),
  /** What the independent interpreter said. */
  answer: Answer.optional(),
  /** Where src/asl answers otherwise, and on whose word. */
  ours: z.strictObject({ answer: Answer, why: z.string() }).optional(),
});
export type Case = z.infer<typeof Case>;
export const Cases = z.strictObject({ cases: z.array(Case) });

export const casesFolder = join(import.meta.dirname, '..', '..', 'test', 'asl', 'oracle');

export const caseFiles = (): { group: string; path: string; cases: Case[] }[] =>
  readdirSync(casesFolder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => {
      const path = join(casesFolder, name);
      return {
        group: name.replace('.json', ''),
        path,
        cases: Cases.parse(JSON.parse(readFileSync(path, 'utf8'))).cases,
      };
    });
