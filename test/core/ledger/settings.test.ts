import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/local/database.ts';
import { readHouseRules } from '../../../src/adapters/local/house-rules.ts';
import { sqliteRecords } from '../../../src/adapters/local/records.ts';
import type { Json } from '../../../src/contracts/json.ts';
import { digestOf } from '../../../src/core/ledger/digest.ts';
import { effectiveSettings, type HouseRules } from '../../../src/core/ledger/effective-settings.ts';
import { keys } from '../../../src/core/ledger/keys.ts';
import { create, shapes } from '../../../src/core/ledger/shapes.ts';
import { shippedRules } from '../../home/home.ts';

const rules = readHouseRules(shippedRules, shippedRules).rules as HouseRules;
async function settingsWith(versions: Record<number, { [field: string]: Json }>, tenant = 'default') {
  const database = openDatabase(':memory:');
  onTestFinished(() => database.close());
  const records = sqliteRecords(database);
  for (const [version, document] of Object.entries(versions))
    await records.write([
      create(shapes.setting, keys.setting(tenant, 'workflow', Number(version)), {
        tenant,
        name: 'workflow',
        version: Number(version),
        document,
        sha256: digestOf(document),
        by: 'owner',
        at: '2026-03-01T08:00:00.000Z',
      }),
    ]);
  return effectiveSettings(records, rules);
}
const workflow = (runSeconds: number) => ({ ...rules.workflow, runSeconds }) as unknown as { [field: string]: Json };

describe('the effective document', () => {
  test('is the house rule, version 0, until somebody wrote one', async () => {
    const read = await (await settingsWith({})).read('default', 'workflow');
    expect(read).toEqual({
      value: rules.workflow,
      stamp: { document: 'workflow', version: 0, sha256: digestOf(rules.workflow as unknown as Json) },
    });
  });

  test('is the newest version as a number, not as a text', async () => {
    const settings = await settingsWith({ 2: workflow(2), 9: workflow(9), 10: workflow(10) });
    expect(await settings.read('default', 'workflow')).toMatchObject({
      value: { runSeconds: 10 },
      stamp: { version: 10 },
    });
  });

  test('of one tenant is not that of another', async () => {
    const settings = await settingsWith({ 1: workflow(77) }, 'another');
    expect((await settings.read('default', 'workflow')).stamp.version).toBe(0);
    expect((await settings.read('another', 'workflow')).value.runSeconds).toBe(77);
  });

  test('that this build cannot read is refused by name: nothing is decided by it, nor by an older one', async () => {
    const settings = await settingsWith({ 1: workflow(60), 2: workflow(1e9) });
    await expect(settings.read('default', 'workflow')).rejects.toMatchObject({
      name: 'Impossible',
      message: expect.stringMatching(/workflow version 2.*runSeconds/),
    });
  });
});
