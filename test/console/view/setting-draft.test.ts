import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wrongWith } from '../../../console/view/setting-draft.ts';
import { SettingName } from '../../../src/contracts/settings.ts';

const shipped = (name: string): string =>
  readFileSync(join(import.meta.dirname, '..', '..', '..', 'layers', 'house-rules', `${name}.json`), 'utf8');

describe.each(SettingName.options)('%s', (name) => {
  test('as shipped it may be saved', () => {
    expect(wrongWith(name, shipped(name))).toBeUndefined();
  });

  test('half a document is not', () => {
    expect(wrongWith(name, shipped(name).slice(0, 20))).toMatch(/^Not JSON/);
    expect(wrongWith(name, '{}')).toMatch(/\w+: /);
    expect(wrongWith(name, '[]')).toBeDefined();
  });
});

test('names the field that is wrong', () => {
  const policy = JSON.parse(shipped('policy')) as { otherwise: string };
  expect(wrongWith('policy', JSON.stringify({ ...policy, otherwise: 'NOBODY' }))).toBe(
    'otherwise: no band is named NOBODY',
  );
});
