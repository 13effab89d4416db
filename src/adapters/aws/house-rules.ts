import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, issuesOf } from '../../contracts/fault.ts';
import { SettingName, type SettingOf, settingDocuments } from '../../contracts/settings.ts';

/** The house rules of a folder, every one of them: a layer is deployed whole, so nothing stands in for a missing file. */
export function layerHouseRules(folder: string): { [N in SettingName]: SettingOf<N> } {
  const documents = SettingName.options.map((name) => [name, documentOf(folder, name)]);
  // Each was parsed by the schema of its own name.
  return Object.fromEntries(documents) as { [N in SettingName]: SettingOf<N> };
}

function documentOf(folder: string, name: SettingName): unknown {
  const path = join(folder, `${name}.json`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (thrown) {
    const says = thrown instanceof Error ? thrown.message : String(thrown);
    const hint = 'Deploy the layer again: HOUSE_RULES names the folder that holds it.';
    throw new Fault('Impossible', `house rule ${path} cannot be read: ${says}`, hint);
  }
  const document = settingDocuments[name].safeParse(value);
  if (document.success) return document.data;
  throw new Fault('Impossible', `${path}: ${issuesOf(document.error)}`, 'Correct the named fields and deploy again.');
}
