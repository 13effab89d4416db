import * as z from 'zod';
import { Setting } from '../../contracts/api/settings.ts';
import { Fault, issuesOf } from '../../contracts/fault.ts';
import { Json } from '../../contracts/json.ts';
import { SettingName, settingDocuments } from '../../contracts/settings.ts';
import type { SettingVersion } from '../../contracts/stored.ts';
import { commit } from '../ledger/commit.ts';
import { digestOf } from '../ledger/digest.ts';
import { keys, settingPartition, tenantLog } from '../ledger/keys.ts';
import { create, readAs, shapes } from '../ledger/shapes.ts';
import { ifMatch } from './if-match.ts';
import { bodyOf, handlers, ok, paramOf, personOf, type Request } from './route.ts';

const Document = z.record(z.string(), Json);

function nameOf(request: Request): SettingName {
  const name = SettingName.safeParse(paramOf(request, 'name'));
  if (!name.success)
    throw new Fault(
      'NotFound',
      `there is no setting ${request.params.name}`,
      `Settings are: ${SettingName.options.join(', ')}.`,
    );
  return name.data;
}

export const settings = handlers('settings', {
  'get-setting': async (ports, request) => {
    const { value, stamp } = await ports.settings.read(personOf(request).tenant, nameOf(request));
    const { version, sha256 } = stamp;
    // Parsed, for only so name and document belong together for the compiler too.
    const setting = Setting.parse({ name: stamp.document, version, sha256, document: value });
    return ok(setting, { etag: `"${version}"` });
  },
  /** A whole document replaces a whole document, over the version the editor saw (`If-Match`). */
  'put-setting': async ({ records, clock, settings: effective }, request) => {
    const person = personOf(request);
    const { tenant } = person;
    const name = nameOf(request);
    const document = bodyOf(request, Document);
    const valid = settingDocuments[name].safeParse(document);
    if (!valid.success)
      throw new Fault(
        'Malformed',
        issuesOf(valid.error),
        'Nothing was changed: correct the named fields and send the whole document again.',
      );
    const answer = await commit(records, { tenant, incident: tenantLog }, async () => {
      const current = (await effective.read(tenant, name)).stamp;
      ifMatch(request, `"${current.version}"`, 'needed');
      const page = await records.query({ pk: settingPartition(tenant, name), newestFirst: true, limit: 1 });
      const newest = page.items[0];
      const version = newest === undefined ? 1 : readAs(shapes.setting, newest).value.version + 1;
      const at = clock.now();
      const next: SettingVersion = { tenant, name, version, document, sha256: digestOf(document), by: person.id, at };
      return {
        output: { name, version, sha256: next.sha256 },
        writes: [create(shapes.setting, keys.setting(tenant, name, version), next)],
        log: [
          {
            at,
            actor: { kind: 'person', id: person.id },
            event: 'setting_changed',
            about: name,
            detail: { version, sha256: next.sha256, before: current.sha256 },
          },
        ],
      };
    });
    return ok(answer, { etag: `"${answer.version}"` });
  },
});
