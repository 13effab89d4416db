import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Decided } from '../../src/contracts/api/decisions.ts';
import type { ShownHold } from '../../src/contracts/api/holds.ts';
import { useNotices } from '../app/notices.tsx';
import { RiskLabel } from '../parts/labels.tsx';
import { ask, asRefusal } from '../server/ask.ts';
import { keys } from '../server/keys.ts';
import { type Given, summaryOf } from '../view/decided-all.ts';
import { shownLine } from '../view/shown-text.ts';

type Verdict = 'approved' | 'rejected';

/**
 * One vote each for the plans that are listed, by the hashes then shown: nothing that came later is swept along, a plan that
 * has changed is left out and named, and one that needs two people waits for the second.
 */
export function DecideAll({ holds }: { holds: readonly ShownHold[] }): ReactNode {
  const [open, setOpen] = useState<{ verdict: Verdict; holds: readonly ShownHold[] }>();
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={() => setOpen({ verdict: 'approved', holds })}>Approve all</Button>
      <Button onClick={() => setOpen({ verdict: 'rejected', holds })}>Reject all</Button>
      {open !== undefined && <AllDialog {...open} onClose={() => setOpen(undefined)} />}
    </SpaceBetween>
  );
}

interface AllProps {
  verdict: Verdict;
  holds: readonly ShownHold[];
  onClose: () => void;
}

function AllDialog({ verdict, holds, onClose }: AllProps): ReactNode {
  const [reason, setReason] = useState('');
  const client = useQueryClient();
  const { tell } = useNotices();
  const all = useMutation({
    mutationFn: async () => {
      const given: Given[] = [];
      for (const hold of holds) given.push(await decideOne(hold, verdict, reason.trim()));
      return given;
    },
    onSuccess: (given) => {
      const { type, header, lines } = summaryOf(given, verdict);
      tell({ type, header, ...(lines.length > 0 && { content: lines.join(' · ') }) });
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.holds }),
  });
  const words = verdict === 'approved' ? 'Approve' : 'Reject';
  return (
    <Modal
      visible
      onDismiss={onClose}
      closeAriaLabel="Close"
      header={`${words} these ${holds.length} plans?`}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose} disabled={all.isPending}>
              Cancel
            </Button>
            <Button variant="primary" loading={all.isPending} onClick={() => all.mutate()}>
              {words} {holds.length} plans
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {verdict === 'approved' && (
          <Alert type="warning">Each runs as soon as its claims are proven again. Read them one by one first.</Alert>
        )}
        <ul className="mg-evidence">
          {holds.map(({ id, plan, planHash }) => (
            <li key={id}>
              <span>
                <RiskLabel risk={plan.action.risk} /> {shownLine(plan.title, 160)}
              </span>
              <code>{planHash.slice(0, 16)}…</code>
            </li>
          ))}
        </ul>
        <FormField label="Reason (optional)" description="Kept in the audit log of each, with your name.">
          <Textarea value={reason} rows={2} onChange={({ detail }) => setReason(detail.value.slice(0, 2000))} />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}

async function decideOne(hold: ShownHold, verdict: Verdict, reason: string): Promise<Given> {
  const title = shownLine(hold.plan.title, 120);
  try {
    const { value } = await ask(Decided, `/api/v1/holds/${encodeURIComponent(hold.name)}/decision`, {
      method: 'POST',
      headers: { 'idempotency-key': crypto.randomUUID() },
      body: { verdict, planHash: hold.planHash, ...(reason !== '' && { reason }) },
    });
    return { title, status: value.status };
  } catch (thrown) {
    return { title, refused: shownLine(asRefusal(thrown).message, 160) };
  }
}
