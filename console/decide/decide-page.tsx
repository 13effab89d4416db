import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Flashbar from '@cloudscape-design/components/flashbar';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useSyncExternalStore } from 'react';
import { ShownHold } from '../../src/contracts/api/holds.ts';
import type { SiteFacts } from '../../src/contracts/api/site.ts';
import type { Me } from '../../src/contracts/api/users.ts';
import { useNotices } from '../app/notices.tsx';
import { mayDecide, useMe, useSite } from '../app/session.ts';
import { PracticeLabel, RiskLabel } from '../parts/labels.tsx';
import { Refused, Waiting } from '../parts/part.tsx';
import { PartBoundary } from '../parts/part-boundary.tsx';
import { PracticeStrip } from '../parts/practice-strip.tsx';
import { Line } from '../parts/stranger.tsx';
import { Time } from '../parts/time.tsx';
import { DecisionButtons } from '../plan/decision-buttons.tsx';
import { PlanView } from '../plan/plan-view.tsx';
import { ask } from '../server/ask.ts';
import { SignInOffer } from '../sign-in/sign-in-offer.tsx';

const listen = (tell: () => void) => {
  addEventListener('hashchange', tell);
  return () => removeEventListener('hashchange', tell);
};
const linkOfAddress = (): string => decodeURIComponent(location.hash.slice(1));

/**
 * Where the link of a mail leads. It shows; it never decides. The link stays in the fragment, which no server is sent;
 * deciding needs a sign-in of the same person, and a tap on a button that says what it does.
 */
export function DecidePage(): ReactNode {
  const link = useSyncExternalStore(listen, linkOfAddress);
  const site = useSite();
  const me = useMe(site.data);
  const hold = useQuery({
    queryKey: ['link', link],
    queryFn: async ({ signal }) =>
      (await ask(ShownHold, '/api/v1/links/open', { method: 'POST', body: { link }, signal })).value,
    enabled: link !== '' && site.data !== undefined,
    refetchInterval: 10_000,
  });
  const { items } = useNotices();
  return (
    <>
      <PracticeStrip site={site.data} />
      <main className="mg-phone">
        <SpaceBetween size="m">
          <Flashbar items={items} />
          {site.error !== null && <Refused what="Mendgate" error={site.error} retry={() => void site.refetch()} />}
          {link === '' && <Alert type="error">This address has no link in it. Open it from the mail once more.</Alert>}
          {hold.error !== null && (
            <Refused
              what="The plan"
              error={hold.error}
              stale={hold.data !== undefined}
              retry={() => void hold.refetch()}
            />
          )}
          {hold.data === undefined
            ? link !== '' && hold.error === null && <Waiting what="the plan" lines={10} />
            : site.data !== undefined && (
                <PartBoundary what="The plan">
                  <Asked
                    hold={hold.data}
                    link={link}
                    site={site.data}
                    me={me.data ?? undefined}
                    again={() => void hold.refetch()}
                  />
                </PartBoundary>
              )}
        </SpaceBetween>
      </main>
    </>
  );
}

interface AskedProps {
  hold: ShownHold;
  link: string;
  site: SiteFacts;
  me: Me | undefined;
  again: () => void;
}

function Asked({ hold, link, site, me, again }: AskedProps): ReactNode {
  const open = hold.status === 'pending' || hold.status === 'info_needed';
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
          <Box>
            {open ? (
              <>
                Waits for your yes or no. Expires <Time at={hold.expiresAt} />, never as a yes.
              </>
            ) : (
              `Already decided: ${hold.status}. There is nothing left to do here.`
            )}
          </Box>
          {hold.status === 'info_needed' && (
            <Alert type="info" header="A question waits">
              <Line text={hold.question ?? ''} most={2000} />
            </Alert>
          )}
        </SpaceBetween>
      </Container>
      <Container>
        <PlanView plan={hold.plan} planHash={hold.planHash} rehearsal={hold.rehearsal} policy={hold.policy} />
      </Container>
      {open && <Decide hold={hold} link={link} site={site} me={me} again={again} />}
    </SpaceBetween>
  );
}

function Decide({ hold, link, site, me, again }: AskedProps): ReactNode {
  if (me === undefined) return <SignInOffer site={site} title="Sign in to decide" />;
  if (!mayDecide(me)) return <Alert type="info">You are signed in as {me.name}, who may look but not decide.</Alert>;
  return (
    <div className="mg-phone-bar">
      <SpaceBetween size="xs">
        <Box color="text-body-secondary">You decide as {me.name}.</Box>
        <DecisionButtons hold={hold} link={link} fullWidth onDecided={again} />
      </SpaceBetween>
    </div>
  );
}
