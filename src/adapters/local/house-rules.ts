import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, issuesOf } from '../../contracts/fault.ts';
import { SettingName, settingDocuments } from '../../contracts/settings.ts';

/**
 * Reads every house rule of a folder, whole or not at all. Throws Impossible naming file and field: a home does not start
 * on rules it cannot read. `defaulted` names the documents taken from `fallback` because the folder has no such file.
 */
export function readHouseRules(
  folder: string,
  fallback: string,
): { rules: { [name: string]: unknown }; defaulted: string[] } {
  const defaulted: string[] = [];
  const rules: { [name: string]: unknown } = {};
  for (const name of SettingName.options) {
    const own = textOf(join(folder, `${name}.json`));
    if (own === undefined) defaulted.push(name);
    const text = own ?? textOf(join(fallback, `${name}.json`));
    if (text === undefined)
      throw new Fault(
        'Impossible',
        `there is no house rule ${name}.json`,
        `Put it back into ${fallback}: it ships with Mendgate.`,
      );
    rules[name] = parsed(name, text);
  }
  return { rules, defaulted };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR'))
      return undefined;
    throw new Fault(
      'Impossible',
      `${path} cannot be read: ${thrown instanceof Error ? thrown.message : thrown}`,
      'Check its permissions.',
    );
  }
}

function parsed(name: SettingName, text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new Fault(
      'Impossible',
      `${name}.json is not JSON: ${thrown instanceof Error ? thrown.message : thrown}`,
      'Correct the file and start again.',
    );
  }
  const document = settingDocuments[name].safeParse(value);
  if (!document.success)
    throw new Fault(
      'Impossible',
      `${name}.json: ${issuesOf(document.error)}`,
      'Correct the named fields and start again.',
    );
  return document.data;
}
