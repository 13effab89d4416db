import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { routes } from '../../src/contracts/routes.ts';
import { read, root } from '../architecture/tree.ts';

/** What the first two slices are asked to do. */
const asked =
  'A1 A5 A7 B1 C1 C2 C6 C9 E4 E6 F1 F2 F3 F4 F5 F9 G3 G4 G5 G6 G8 G9 G10 G11 G15 G19 H1 H2 H5 H6 H7 H8 H9 K1 K2 K3 K7 K8 K11 K12 K13 K17 K21 K29 L1 L2 L3 L6 L12 L14 L16 M9 N1 N3 N4 N8 N9 N10 O1 O2 O3 O7 O10 O11 O12 O16'.split(
    ' ',
  );

/** The rows of the tables below a heading, cell by cell, without their heads. */
function rowsUnder(heading: string, text: string): string[][] {
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
const named = (cell: string | undefined): string[] =>
  [...(cell ?? '').matchAll(/`([^`]+)`/g)].map((hit) => hit[1] ?? '');

const text = read('docs/coverage.md');
const rows = rowsUnder('Capabilities', text);

const ids = rows.map(([id = '']) => id);
const placeOf = (id: string): number => id.charCodeAt(0) * 1000 + Number(id.slice(1));

test('every id that was asked for has its row, once, in order', () => {
  expect(asked.filter((id) => !ids.includes(id))).toEqual([]);
  expect(ids.filter((id) => !/^[A-O][1-9]\d?$/.test(id))).toEqual([]);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => placeOf(a) - placeOf(b)));
});

describe.each(rows)('%s %s', (_id, _what, lives, shown, missing) => {
  test('its files exist', () => {
    expect(named(lives)).not.toEqual([]);
    expect([...named(lives), ...named(shown)].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('it is shown by a test, or says what is missing', () => {
    const shownBy = named(shown);
    expect(shownBy.every((path) => /^test\/.*\.test\.ts$/.test(path))).toBe(true);
    if (shownBy.length === 0) expect(missing).toMatch(/\w/);
  });
});

describe("the seeds' routes", () => {
  const ours = new Set(routes.map((route) => `${route.method} ${route.path}`));
  test.each(rowsUnder("The seeds' routes", text))('%s', (theirs, mine, missing) => {
    expect(named(theirs)).toHaveLength(1);
    expect(named(mine).filter((route) => !ours.has(route))).toEqual([]);
    if (named(mine).length === 0) expect(missing).toMatch(/\w/);
  });
});

test('no data is served under a path without a version', () => {
  const unversioned = routes.filter((route) => !route.path.startsWith('/api/v1/'));
  // Senders' addresses, what a console reads before it knows a version, and what probes look at.
  expect(unversioned.map((route) => route.path)).toEqual([
    '/hooks/:source/:hook',
    '/config.json',
    '/health',
    '/healthz',
    '/readyz',
  ]);
});

test('the table is read as it is written', () => {
  const sample = '## One\n\n| a | b | c |\n| --- | --- | --- |\n| x | `y` | |\n\n## Two\n';
  expect(rowsUnder('One', sample)).toEqual([['x', '`y`', '']]);
});
