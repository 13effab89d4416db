import { Fault, issuesOf } from '../../contracts/fault.ts';
import type { Json } from '../../contracts/json.ts';
import { type SettingName, type SettingOf, settingDocuments } from '../../contracts/settings.ts';
import type { Records, Settings } from '../ports.ts';
import { digestOf } from './digest.ts';
import { settingPartition } from './keys.ts';
import { readAs, shapes } from './shapes.ts';

/** The house rules as shipped or as a home was given them: whole documents, each already parsed. */
export type HouseRules = { [N in SettingName]: SettingOf<N> };

/** The tenant's newest version of a document, else the house rule (version 0). Whole documents, never merged. */
export function effectiveSettings(records: Pick<Records, 'query'>, rules: HouseRules): Settings {
  return {
    async read<N extends SettingName>(tenant: string, name: N) {
      const page = await records.query({ pk: settingPartition(tenant, name), newestFirst: true, limit: 1 });
      const newest = page.items[0];
      if (newest === undefined)
        return { value: rules[name], stamp: { document: name, version: 0, sha256: digestOf(rules[name] as Json) } };
      const { document, version, sha256 } = readAs(shapes.setting, newest).value;
      // Written by a build that knew other bounds: doubt refuses, so nothing is decided by a document we cannot read.
      const parsed = settingDocuments[name].safeParse(document);
      if (!parsed.success)
        throw new Fault(
          'Impossible',
          `setting ${name} version ${version} does not fit this build: ${issuesOf(parsed.error)}`,
          'Put a corrected document: `mendgate settings put`.',
        );
      return { value: parsed.data as SettingOf<N>, stamp: { document: name, version, sha256 } };
    },
  };
}
