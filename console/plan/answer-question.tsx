import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Answered, AnswerRequest } from '../../src/contracts/api/answers.ts';
import type { ShownHold } from '../../src/contracts/api/holds.ts';
import { useNotices } from '../app/notices.tsx';
import { Refused } from '../parts/part.tsx';
import { Line } from '../parts/stranger.tsx';
import { ask } from '../server/ask.ts';
import { keys } from '../server/keys.ts';

/** A question that stands at a plan, and the place to answer it: information, neither a yes nor a no. */
export function AnswerQuestion({ hold }: { hold: ShownHold }): ReactNode {
  const [says, setSays] = useState<string>();
  const client = useQueryClient();
  const { tell } = useNotices();
  const send = useMutation({
    mutationFn: (text: string) =>
      ask(Answered, `/api/v1/holds/${encodeURIComponent(hold.name)}/answer`, { method: 'POST', body: { says: text } }),
    onSuccess: () => {
      setSays(undefined);
      tell({ type: 'success', header: 'Answered: the plan waits for its yes or no again' });
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.holds }),
        client.invalidateQueries({ queryKey: keys.incident(hold.incident) }),
        client.invalidateQueries({ queryKey: keys.log(hold.incident) }),
      ]),
  });
  const wrong = says === undefined ? undefined : AnswerRequest.safeParse({ says }).error?.issues[0]?.message;
  return (
    <Alert type="info" header="A question waits">
      <SpaceBetween size="s">
        <Line text={hold.question ?? ''} most={2000} />
        {send.error !== null && <Refused what="The answer was not taken: it" error={send.error} stale />}
        {says === undefined ? (
          <Button onClick={() => setSays('')}>Answer it</Button>
        ) : (
          <SpaceBetween size="s">
            <FormField label="Answer" constraintText={`${says.length} of 2000 characters`}>
              <Textarea value={says} rows={3} autoFocus onChange={({ detail }) => setSays(detail.value)} />
            </FormField>
            <SpaceBetween direction="horizontal" size="xs">
              <Button
                variant="primary"
                disabled={wrong !== undefined}
                loading={send.isPending}
                onClick={() => send.mutate(says.trim())}
              >
                Send the answer
              </Button>
              <Button variant="link" onClick={() => setSays(undefined)}>
                Cancel
              </Button>
            </SpaceBetween>
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Alert>
  );
}
