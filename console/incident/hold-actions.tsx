import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect, useState } from 'react';
import type { ShownHold } from '../../src/contracts/api/holds.ts';
import { usePerson } from '../app/person.tsx';
import { mayDecide } from '../app/session.ts';
import { Go } from '../parts/go.tsx';
import { RiskLabel } from '../parts/labels.tsx';
import { Line } from '../parts/stranger.tsx';
import { Time } from '../parts/time.tsx';
import { AnswerQuestion } from '../plan/answer-question.tsx';
import { DecisionButtons } from '../plan/decision-buttons.tsx';

/** A plan that waits, where it can be decided: its risk by colour, a question that stands, how long it waits. */
export function HoldActions({ hold }: { hold: ShownHold }): ReactNode {
  const me = usePerson();
  return (
    <section className={`mg-risk mg-risk-${hold.plan.action.risk}`} aria-label="A plan waits for a decision">
      <SpaceBetween size="s">
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          <RiskLabel risk={hold.plan.action.risk} />
          <Go href={`/incidents/${hold.incident}/resolution`} fontSize="heading-m">
            <Line text={hold.plan.title} />
          </Go>
        </SpaceBetween>
        <PlanChanged planHash={hold.planHash} />
        {hold.status === 'info_needed' && <AnswerQuestion hold={hold} />}
        <Box color="text-body-secondary">
          {hold.needed > 1 && `${hold.approvals.length} of ${hold.needed} yes so far · `}
          code <span className="mg-code">{hold.code}</span> · expires <Time at={hold.expiresAt} />, never as a yes
        </Box>
        {!mayDecide(me) ? (
          <Box color="text-body-secondary">You may look; approvers and owners decide.</Box>
        ) : hold.approvals.includes(me.id) ? (
          <Box color="text-body-secondary">You have said yes. It waits for another person.</Box>
        ) : (
          <DecisionButtons hold={hold} />
        )}
      </SpaceBetween>
    </section>
  );
}

/** Says so when the plan that is shown is not the one that stood here before. */
function PlanChanged({ planHash }: { planHash: string }): ReactNode {
  const [first, setFirst] = useState(planHash);
  const [changed, setChanged] = useState(false);
  useEffect(() => {
    if (first === planHash) return;
    setFirst(planHash);
    setChanged(true);
  }, [first, planHash]);
  if (!changed) return null;
  return (
    <Alert type="warning" header="This is a new plan" dismissible onDismiss={() => setChanged(false)}>
      What stood here before is void: its claims did not hold any more, or the incident changed. Read it before you
      decide.
    </Alert>
  );
}
