import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { ShownHold } from '../../src/contracts/api/holds.ts';
import { usePaceMs } from '../app/live.tsx';
import { usePerson } from '../app/person.tsx';
import { mayDecide } from '../app/session.ts';
import { HoldActions } from '../incident/hold-actions.tsx';
import { Empty } from '../parts/empty.tsx';
import { Go } from '../parts/go.tsx';
import { PracticeLabel } from '../parts/labels.tsx';
import { Answered } from '../parts/part.tsx';
import { PartBoundary } from '../parts/part-boundary.tsx';
import { useNow } from '../parts/time.tsx';
import { PlanView } from '../plan/plan-view.tsx';
import { useHolds } from '../server/queries.ts';
import { shownLine } from '../view/shown-text.ts';
import { blastRadius, percent, targetName } from '../view/target-name.ts';
import { duration } from '../view/when.ts';
import { DecideAll } from './decide-all.tsx';

/** Every plan that waits for a person, highest risk first, as the server orders them. */
export function HoldsPage(): ReactNode {
  const me = usePerson();
  const holds = useHolds(usePaceMs());
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        counter={holds.data === undefined ? '' : `(${holds.data.length})`}
        description="Plans that wait for your yes or no, highest risk first."
        actions={mayDecide(me) && holds.data !== undefined && holds.data.length > 1 && <DecideAll holds={holds.data} />}
      >
        Waiting
      </Header>
      <Answered query={holds} what="What waits" lines={8}>
        {(waiting) =>
          waiting.length === 0 ? (
            <Container>
              <Empty title="Nothing waits for a person">
                Plans appear here by themselves. <Go href="/incidents?status=active">See what is being looked into</Go>
              </Empty>
            </Container>
          ) : (
            <SpaceBetween size="l">
              {waiting.map((hold) => (
                <PartBoundary key={hold.id} what="A waiting plan">
                  <HoldCard hold={hold} />
                </PartBoundary>
              ))}
            </SpaceBetween>
          )
        }
      </Answered>
    </SpaceBetween>
  );
}

function HoldCard({ hold }: { hold: ShownHold }): ReactNode {
  const waited = (useNow() - Date.parse(hold.openedAt)) / 1000;
  return (
    <Container>
      <SpaceBetween size="s">
        <HoldActions hold={hold} />
        <Box>
          {targetName(hold.plan.target)} · {percent(hold.plan.confidence)} confident ·{' '}
          {blastRadius(hold.plan.blastRadius)} · waits for {duration(waited)}{' '}
          {hold.cluster === 'practice' && <PracticeLabel />}
        </Box>
        <Box color="text-body-secondary">
          {shownLine(hold.plan.rootCause, 300)} · {shownLine(hold.plan.basis, 400)}
        </Box>
        <ExpandableSection headerText="Cause, exact change, rehearsal and way back">
          <PlanView plan={hold.plan} planHash={hold.planHash} rehearsal={hold.rehearsal} policy={hold.policy} />
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}
