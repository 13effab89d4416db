import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Diagnosis } from '../../src/contracts/diagnosis.ts';
import { facts } from '../../src/contracts/facts.ts';
import { WorldRecord } from '../../src/contracts/world.ts';
import { diagnose } from '../../src/core/diagnosis/diagnose.ts';
import type { Scope } from '../../src/core/diagnosis/scope.ts';

/**
 * One folder per incident: `world.json` is what a cluster answered, `answer.json` what a diagnosis must say of it,
 * `forbidden.json` the causes it must never name. A new incident is a new folder and nothing else.
 */
const Place = z.strictObject({ kind: z.string(), namespace: z.string(), name: z.string() });
const Answer = z.strictObject({
  findings: z.array(z.strictObject({ object: Place, cause: z.string(), victims: z.array(z.string()).optional() })),
  healthy: z.boolean(),
  /** The container of the first finding, where that is the point of the incident. */
  container: z.string().optional(),
  /** Asks that must be named as blind. */
  blind: z.array(z.string()).optional(),
  scope: z.union([z.strictObject({ object: Place }), z.strictObject({ namespace: z.string() })]).optional(),
});
const here = import.meta.dirname;
const folders = readdirSync(here, { withFileTypes: true })
  .filter((each) => each.isDirectory())
  .map((each) => each.name)
  .sort();
const read = (folder: string, file: string): unknown => JSON.parse(readFileSync(join(here, folder, file), 'utf8'));

/** The same lists the other way round. */
const reversed = (record: WorldRecord): WorldRecord => ({
  ...record,
  reads: record.reads
    .map(({ ask, answer }) => ({
      ask,
      answer: answer.is === 'objects' ? { ...answer, objects: answer.objects.toReversed() } : answer,
    }))
    .toReversed(),
});

test('there are incidents to replay, numbered without gaps', () => {
  expect(folders.length).toBeGreaterThanOrEqual(15);
  expect(folders.map((each) => Number(each.slice(0, 3)))).toEqual(folders.map((_, at) => at + 1));
});

test('every cause of the catalogue is found in some incident and forbidden in another', () => {
  const found = new Set(
    folders.flatMap((each) => Answer.parse(read(each, 'answer.json')).findings.map((one) => one.cause)),
  );
  const forbidden = new Set(folders.flatMap((each) => z.array(z.string()).parse(read(each, 'forbidden.json'))));
  expect([...found].sort()).toEqual(Object.keys(facts).sort());
  expect([...forbidden].sort()).toEqual(Object.keys(facts).sort());
});

describe.each(folders)('%s', (folder) => {
  const record = WorldRecord.parse(read(folder, 'world.json'));
  const answer = Answer.parse(read(folder, 'answer.json'));
  const scope: Scope = answer.scope ?? {};
  const { diagnosis, judgements } = diagnose(record, scope, () => []);

  test('says what the answer says, best first', () => {
    const got = diagnosis.findings.map(({ object, cause, victims }) => ({
      object: { kind: object.kind, namespace: object.namespace, name: object.name },
      cause: cause.id,
      ...(victims.length > 0 ? { victims: victims.map((each) => each.name) } : {}),
    }));
    expect({ findings: got, healthy: diagnosis.healthy }).toEqual({
      findings: answer.findings,
      healthy: answer.healthy,
    });
    if (answer.container !== undefined) expect(diagnosis.findings[0]?.object.container).toBe(answer.container);
    if (answer.blind !== undefined) expect(diagnosis.blind.map((each) => each.asked)).toEqual(answer.blind);
  });

  test('names no forbidden cause', () => {
    const forbidden = z.array(z.string()).parse(read(folder, 'forbidden.json'));
    expect(diagnosis.findings.map((each) => each.cause.id).filter((each) => forbidden.includes(each))).toEqual([]);
  });

  test('is a valid answer with facts of the promised shape, and never silent about a sick cluster', () => {
    expect(Diagnosis.parse(diagnosis)).toEqual(diagnosis);
    for (const each of judgements) {
      expect(facts[each.cause.id as keyof typeof facts].safeParse(each.facts).success).toBe(true);
    }
    expect(diagnosis.healthy).toBe(diagnosis.findings.length === 0 && diagnosis.blind.length === 0);
  });

  test('prints the same bytes for the same objects in another order', () => {
    const again = diagnose(reversed(record), scope, () => []);
    expect(JSON.stringify(again.diagnosis)).toBe(JSON.stringify(diagnosis));
  });

  test('without a single answer the same question is blind: nothing found, not healthy', () => {
    const nothing = diagnose({ ...record, reads: [] }, scope, () => []).diagnosis;
    expect({ findings: nothing.findings, healthy: nothing.healthy }).toEqual({ findings: [], healthy: false });
    expect(nothing.blind.map((each) => each.asked).join()).toContain('list Pod in');
  });
});
