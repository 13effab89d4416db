import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { OpenedLink } from '../../src/contracts/api/links.ts';
import type { SiteFacts } from '../../src/contracts/api/site.ts';
import type { Me } from '../../src/contracts/api/users.ts';
import { mayDecide } from '../app/session.ts';
import { Go } from '../parts/go.tsx';
import { PracticeLabel, RiskLabel } from '../parts/labels.tsx';
import { Line } from '../parts/stranger.tsx';
import { Time } from '../parts/time.tsx';
import { DecisionButtons } from '../plan/decision-buttons.tsx';
import { PlanView } from '../plan/plan-view.tsx';
import { SignInOffer } from '../sign-in/sign-in-offer.tsx';
import { shownLine } from '../view/shown-text.ts';
import { targetName } from '../view/target-name.ts';

interface AskedProps {
  opened: OpenedLink;
  link: string;
  site: SiteFacts;
  me: Me | undefined;
}

/** What a letter asks about, made for a phone: what is broken first, the plan, then the buttons where a thumb is. */
export function AskedByLetter(props: AskedProps): ReactNode {
  const { opened, site } = props;
  const { hold, incident, finding } = opened;
  return (
    <SpaceBetween size="m">
      <Container
        header={
          <Header
            variant="h1"
            description={
              <SpaceBetween direction="horizontal" size="xs" alignItems="center">
                <RiskLabel risk={hold.plan.action.risk} />
                {(site.practice || hold.cluster === 'practice') && <PracticeLabel />}
                <span className="mg-code">{hold.code}</span>
              </SpaceBetween>
            }
          >
            <Line text={hold.plan.title} />
          </Header>
        }
      >
        <SpaceBetween size="s">
          <Standing opened={opened} />
          <div>
            <Box variant="h4">What is broken</Box>
            <Line text={incident.title} /> ·{' '}
            {shownLine([incident.cluster, incident.namespace, incident.workload].filter(Boolean).join(' / '), 160)}
            <Box color="text-body-secondary">
              {incident.severity !== null && `${incident.severity} · `}since <Time at={incident.openedAt} />
              {finding !== null && finding.victims.length > 0 && (
                <> · suffers from it: {finding.victims.map(targetName).join('; ')}</>
              )}
            </Box>
          </div>
        </SpaceBetween>
      </Container>
      <Container>
        <PlanView plan={hold.plan} planHash={hold.planHash} rehearsal={hold.rehearsal} policy={hold.policy} />
      </Container>
      {opened.open && <Decide {...props} />}
    </SpaceBetween>
  );
}

function Standing({ opened }: { opened: OpenedLink }): ReactNode {
  const { hold, open, ended, remediation, sentTo } = opened;
  if (!open)
    return (
      <Alert type="info" header={`Already ${ended?.status ?? hold.status}`}>
        {ended !== null && ended.by.length > 0 && `By ${ended.by.map(({ name }) => shownLine(name, 80)).join(', ')}. `}
        {ended?.at != null && <Time at={ended.at} />}{' '}
        {ended?.reason != null && <Line text={ended.reason} most={2000} />}
        <Box>
          What became of it: {remediation.outcome}. <Line text={remediation.reason} />
        </Box>
      </Alert>
    );
  return (
    <SpaceBetween size="s">
      <Box>
        {shownLine(sentTo.name, 80)} is asked for a yes or no. Expires <Time at={hold.expiresAt} />, never as a yes.
        {hold.needed > 1 && ` ${hold.approvals.length} of ${hold.needed} have said yes.`}
      </Box>
      {hold.status === 'info_needed' && (
        <Alert type="info" header="A question waits">
          <Line text={hold.question ?? ''} most={2000} />
        </Alert>
      )}
    </SpaceBetween>
  );
}

function Decide({ opened, link, site, me }: AskedProps): ReactNode {
  const { hold, sentTo, usedAt } = opened;
  if (me === undefined) return <SignInOffer site={site} title="Sign in to decide" />;
  if (me.id !== sentTo.id)
    return (
      <Alert type="info" header={`This link was sent to ${shownLine(sentTo.name, 80)}`}>
        You are signed in as {shownLine(me.name, 80)}.{' '}
        <Go href={`/incidents/${hold.incident}`}>Look at the incident as yourself</Go>
      </Alert>
    );
  if (!mayDecide(me)) return <Alert type="info">You may look; approvers and owners decide.</Alert>;
  if (hold.approvals.includes(me.id)) return <Alert type="info">You have said yes. It waits for another person.</Alert>;
  return (
    <div className="mg-phone-bar">
      <SpaceBetween size="xs">
        <Box color="text-body-secondary">You decide as {shownLine(me.name, 80)}.</Box>
        <DecisionButtons hold={hold} link={usedAt === null ? link : undefined} />
      </SpaceBetween>
    </div>
  );
}
