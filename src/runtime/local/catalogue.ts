import { Source } from '../../contracts/alert.ts';
import { Fault, issuesOf } from '../../contracts/fault.ts';
import { type SettingName, settingDocuments } from '../../contracts/settings.ts';
import { actions } from '../../core/actions/catalogue.ts';
import { analyzers } from '../../core/diagnosis/catalogue.ts';

/** What this build knows, by name: made from the catalogues the code itself works with. */
export function catalogueOf(what: string): { id: string; title: string }[] {
  switch (what) {
    case 'causes':
      return analyzers.map(({ id, title, version }) => ({ id, title: `${title} (analyzer version ${version})` }));
    case 'actions':
      return actions.map(({ id, title, risk, proof }) => ({
        id,
        title: `${title}; risk ${risk}; answers ${proof.join(', ')}`,
      }));
    case 'sources':
      return Source.options.map((id) => ({ id, title: `POST /hooks/${id}/:hook` }));
    default:
      throw new Fault('Malformed', `there is no catalogue of ${what}`, 'Use causes, actions, sources or errors.');
  }
}

/** Throws Malformed naming the fields of a document that do not fit its contract. */
export function checkSetting(name: SettingName, text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new Fault('Malformed', `not JSON: ${thrown instanceof Error ? thrown.message : thrown}`, 'Correct the file.');
  }
  const parsed = settingDocuments[name].safeParse(value);
  if (!parsed.success) throw new Fault('Malformed', issuesOf(parsed.error), 'Correct the named fields.');
}
