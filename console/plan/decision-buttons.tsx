import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Decided } from '../../src/contracts/api/decisions.ts';
import type { ShownHold } from '../../src/contracts/api/holds.ts';
import { useNotices } from '../app/notices.tsx';
import { ask, asRefusal } from '../server/ask.ts';
import { keys } from '../server/keys.ts';
import { shownLine } from '../view/shown-text.ts';
import { type Verdict, wordsFor } from './verdicts.ts';

const DecisionDialog = lazy(() => import('./decision-dialog.tsx').then((it) => ({ default: it.DecisionDialog })));

interface Open {
  verdict: Verdict;
  /** The hold as it was shown when the dialog opened: the decision is about this plan and no other. */
  hold: ShownHold;
  /** One for each answer meant: sent twice by an unsteady network it still acts once. */
  key: string;
}
export interface DecisionButtonsProps {
  hold: ShownHold;
  /** The signed link of a mail, when that is where somebody came from. */
  link?: string | undefined;
}

/** Approve, reject, ask: each through a dialog that names the plan. An answer to a plan that has changed meanwhile is not sent. */
export function DecisionButtons({ hold, link }: DecisionButtonsProps): ReactNode {
  const [open, setOpen] = useState<Open>();
  const client = useQueryClient();
  const { tell } = useNotices();
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.holds }),
      client.invalidateQueries({ queryKey: keys.incident(hold.incident) }),
      client.invalidateQueries({ queryKey: keys.log(hold.incident) }),
      client.invalidateQueries({ queryKey: ['link'] }),
    ]);
  const decision = useMutation({
    mutationFn: ({ of, reason }: { of: Open; reason: string }) =>
      ask(Decided, `/api/v1/holds/${encodeURIComponent(of.hold.name)}/decision`, {
        method: 'POST',
        headers: { 'idempotency-key': of.key },
        body: {
          verdict: of.verdict,
          planHash: of.hold.planHash,
          ...(reason !== '' && { reason }),
          ...(link !== undefined && { link }),
        },
      }),
    onSuccess: ({ value }, { of }) => {
      setOpen(undefined);
      tell({
        type: 'success',
        header: `${wordsFor[of.verdict].done}: ${shownLine(of.hold.plan.title, 120)}`,
        ...(of.verdict === 'approved' &&
          value.status === 'pending' && { content: `${value.approvals} of ${value.needed} have said yes.` }),
      });
    },
    onSettled: () => refresh(),
  });
  const changed = open !== undefined && open.hold.planHash !== hold.planHash;
  const begin = (verdict: Verdict) => {
    decision.reset();
    setOpen({ verdict, hold, key: crypto.randomUUID() });
  };
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="primary" onClick={() => begin('approved')}>
          Approve
        </Button>
        <Button onClick={() => begin('rejected')}>Reject</Button>
        <Button onClick={() => begin('need_more_info')}>Ask</Button>
      </SpaceBetween>
      {open !== undefined && (
        <Suspense fallback={null}>
          <DecisionDialog
            hold={open.hold}
            verdict={open.verdict}
            busy={decision.isPending}
            blocked={changed || isStale(decision.error)}
            refused={<WhyNot changed={changed} error={decision.error} />}
            onDecide={(reason) => decision.mutate({ of: open, reason })}
            onClose={() => setOpen(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}

const isStale = (error: Error | null): boolean => error !== null && asRefusal(error).status === 412;

function WhyNot({ changed, error }: { changed: boolean; error: Error | null }): ReactNode {
  if (changed || isStale(error))
    return (
      <Alert type="warning" header="The plan has changed while you looked">
        Nothing was decided. Close this and read the new plan: it stands on the page now.
      </Alert>
    );
  if (error === null) return null;
  const { message, hint, status } = asRefusal(error);
  return (
    <Alert type="error" header={status === 409 ? 'Somebody was faster' : 'Not decided'}>
      {shownLine(message)}. {shownLine(hint)}
    </Alert>
  );
}
