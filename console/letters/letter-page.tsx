import Alert from '@cloudscape-design/components/alert';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useParams } from 'wouter';
import type * as z from 'zod';
import type { DeadLetterPage } from '../../src/contracts/api/dead-letters.ts';
import { DeadLetterReplayed } from '../../src/contracts/api/dead-letters.ts';
import { useNotices } from '../app/notices.tsx';
import { usePerson } from '../app/person.tsx';
import { isOwner } from '../app/session.ts';
import { follow } from '../parts/go.tsx';
import { Answered, Part, Refused } from '../parts/part.tsx';
import { Block, Line } from '../parts/stranger.tsx';
import { Time } from '../parts/time.tsx';
import { ask } from '../server/ask.ts';
import { keys } from '../server/keys.ts';
import { useLetter } from '../server/queries.ts';
import { shownLine } from '../view/shown-text.ts';

type Letter = z.infer<typeof DeadLetterPage>;
/** More than this is better mended in an editor: a text field of a megabyte stops the page. */
const editableAtMost = 64 * 1024;

export function LetterPage(): ReactNode {
  const { letter: id = '' } = useParams();
  const letter = useLetter(id);
  return (
    <SpaceBetween size="m">
      <BreadcrumbGroup
        items={[
          { text: 'Dead letters', href: '/dead-letters' },
          { text: shownLine(id, 40), href: `/dead-letters/${id}` },
        ]}
        onFollow={follow}
        ariaLabel="Where you are"
      />
      <Part title="Dead letter">
        <Answered query={letter} what="The dead letter" lines={8}>
          {(data) => <Shown key={data.id} letter={data} />}
        </Answered>
      </Part>
    </SpaceBetween>
  );
}

function Shown({ letter }: { letter: Letter }): ReactNode {
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Came', value: <Time at={letter.at} /> },
          { label: 'Hook', value: <Line text={`${letter.source}/${letter.hook}`} /> },
          { label: 'Content type', value: <Line text={letter.contentType || 'not said'} /> },
          { label: 'Why it could not be read', value: <Line text={letter.why} most={1000} /> },
          {
            label: 'Replayed',
            value: letter.replayedAt === undefined ? 'not yet' : <Time at={letter.replayedAt} />,
          },
        ]}
      />
      {letter.text === null ? (
        <Alert type="warning">Its bytes are gone.</Alert>
      ) : (
        <Block text={letter.text} label="The letter as text" />
      )}
      {letter.text !== null && <Replay letter={letter} text={letter.text} />}
    </SpaceBetween>
  );
}

function Replay({ letter, text }: { letter: Letter; text: string }): ReactNode {
  const me = usePerson();
  const client = useQueryClient();
  const { tell } = useNotices();
  const [draft, setDraft] = useState<string>();
  const replay = useMutation({
    mutationFn: (body: string | undefined) =>
      ask(DeadLetterReplayed, `/api/v1/dead-letters/${encodeURIComponent(letter.id)}/replay`, {
        method: 'POST',
        headers: { 'idempotency-key': crypto.randomUUID() },
        ...(body !== undefined && { body }),
      }),
    onSuccess: ({ value }) => {
      tell({ type: 'success', header: `Taken again: ${value.alerts} alarm${value.alerts === 1 ? '' : 's'}` });
      setDraft(undefined);
      void client.invalidateQueries({ queryKey: keys.letters });
      void client.invalidateQueries({ queryKey: keys.letter(letter.id) });
    },
  });
  if (!isOwner(me)) return <Alert type="info">An owner can mend it and take it in again.</Alert>;
  return (
    <SpaceBetween size="s">
      {replay.error !== null && <Refused what="It was not taken: the letter" error={replay.error} stale />}
      {draft === undefined ? (
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="primary" loading={replay.isPending} onClick={() => replay.mutate(undefined)}>
            Replay as it came
          </Button>
          <Button disabled={text.length > editableAtMost} onClick={() => setDraft(text)}>
            Mend and replay
          </Button>
        </SpaceBetween>
      ) : (
        <SpaceBetween size="s">
          <FormField label="Mended letter" description="Sent in its place. The letter itself stays as it came." stretch>
            <Textarea value={draft} rows={16} spellcheck={false} onChange={({ detail }) => setDraft(detail.value)} />
          </FormField>
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="primary" loading={replay.isPending} onClick={() => replay.mutate(draft)}>
              Replay the mended one
            </Button>
            <Button variant="link" onClick={() => setDraft(undefined)}>
              Cancel
            </Button>
          </SpaceBetween>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
