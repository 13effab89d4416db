import { issuesOf } from '../../src/contracts/fault.ts';
import { type SettingName, settingDocuments } from '../../src/contracts/settings.ts';

/** What is wrong with an edited document, as the server would say it; undefined when it may be sent. */
export function wrongWith(name: SettingName, text: string): string | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (thrown) {
    return `Not JSON: ${thrown instanceof Error ? thrown.message : 'cannot be read'}`;
  }
  const valid = settingDocuments[name].safeParse(document);
  return valid.success ? undefined : issuesOf(valid.error);
}
