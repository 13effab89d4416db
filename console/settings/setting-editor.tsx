import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type * as z from 'zod';
import type { Setting } from '../../src/contracts/api/settings.ts';
import { SettingSaved } from '../../src/contracts/api/settings.ts';
import type { SettingName } from '../../src/contracts/settings.ts';
import { useNotices } from '../app/notices.tsx';
import { usePerson } from '../app/person.tsx';
import { isOwner } from '../app/session.ts';
import { Refused } from '../parts/part.tsx';
import { Block } from '../parts/stranger.tsx';
import { ask, asRefusal } from '../server/ask.ts';
import { keys } from '../server/keys.ts';
import { wrongWith } from '../view/setting-draft.ts';

interface EditorProps {
  name: SettingName;
  setting: z.infer<typeof Setting>;
  etag: string;
}

/** The document as JSON. It is checked while typing by the very schema the server holds, and saved over the version that was read. */
export function SettingEditor({ name, setting, etag }: EditorProps): ReactNode {
  const me = usePerson();
  const client = useQueryClient();
  const { tell } = useNotices();
  const [edit, setEdit] = useState<{ text: string; over: string }>();
  const save = useMutation({
    mutationFn: ({ text, over }: { text: string; over: string }) =>
      ask(SettingSaved, `/api/v1/settings/${name}`, {
        method: 'PUT',
        headers: { 'if-match': over },
        body: JSON.parse(text) as unknown,
      }),
    onSuccess: ({ value }) => {
      setEdit(undefined);
      tell({ type: 'success', header: `Saved: ${name}, version ${value.version}` });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.setting(name) }),
  });
  const text = JSON.stringify(setting.document, null, 2);
  const wrong = edit === undefined ? undefined : wrongWith(name, edit.text);
  const stale = edit !== undefined && edit.over !== etag;
  return (
    <SpaceBetween size="m">
      <Box color="text-body-secondary">
        {setting.version === 0 ? 'As shipped' : `Version ${setting.version}`} · sha256{' '}
        <span className="mg-code">{setting.sha256.slice(0, 16)}…</span>
      </Box>
      {stale && (
        <Alert type="warning" header="Somebody saved a newer version">
          Yours is kept in the field. Copy what you need, cancel, and repeat your edit on what stands now.
        </Alert>
      )}
      {save.error !== null && asRefusal(save.error).status !== 412 && (
        <Refused what="Nothing was saved: the document" error={save.error} stale />
      )}
      {edit === undefined ? (
        <SpaceBetween size="s">
          <Block text={text} label={`The ${name} document`} />
          {isOwner(me) ? (
            <Button onClick={() => setEdit({ text: JSON.stringify(setting.document, null, 2), over: etag })}>
              Edit
            </Button>
          ) : (
            <Box color="text-body-secondary">Owners edit settings.</Box>
          )}
        </SpaceBetween>
      ) : (
        <SpaceBetween size="s">
          <FormField label="Document (JSON)" errorText={wrong} stretch>
            <Textarea
              value={edit.text}
              rows={24}
              spellcheck={false}
              onChange={({ detail }) => setEdit({ ...edit, text: detail.value })}
            />
          </FormField>
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              variant="primary"
              disabled={wrong !== undefined || stale}
              loading={save.isPending}
              onClick={() => save.mutate(edit)}
            >
              Save as a new version
            </Button>
            <Button variant="link" onClick={() => setEdit(undefined)}>
              Cancel
            </Button>
          </SpaceBetween>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
