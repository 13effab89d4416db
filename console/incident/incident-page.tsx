import Box from '@cloudscape-design/components/box';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Skeleton from '@cloudscape-design/components/skeleton';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import type { ReactNode } from 'react';
import { useLocation, useParams } from 'wouter';
import type { IncidentPage as Everything } from '../../src/contracts/api/incidents.ts';
import { usePaceMs } from '../app/live.tsx';
import { follow, Go } from '../parts/go.tsx';
import { Refused } from '../parts/part.tsx';
import { PartBoundary } from '../parts/part-boundary.tsx';
import { asRefusal } from '../server/ask.ts';
import { useIncident } from '../server/queries.ts';
import { shownLine } from '../view/shown-text.ts';
import { EvidenceTab } from './evidence-tab.tsx';
import { IncidentHead } from './incident-head.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { ResolutionTab } from './resolution-tab.tsx';
import { TimelineTab } from './timeline-tab.tsx';
import { TriageTab } from './triage-tab.tsx';

interface TabProps {
  everything: Everything;
}
const tabs: readonly { id: string; label: string; of(props: TabProps): ReactNode }[] = [
  { id: 'overview', label: 'Overview', of: (props) => <OverviewTab {...props} /> },
  { id: 'triage', label: 'Triage', of: (props) => <TriageTab {...props} /> },
  { id: 'resolution', label: 'Resolution', of: (props) => <ResolutionTab {...props} /> },
  { id: 'evidence', label: 'Evidence', of: (props) => <EvidenceTab {...props} /> },
  { id: 'timeline', label: 'Timeline', of: (props) => <TimelineTab {...props} /> },
];

/** Everything about one incident. The tab stands in the address; opening a page asks and changes nothing. */
export function IncidentPage(): ReactNode {
  const { incident: id = '', tab = 'overview' } = useParams();
  const query = useIncident(id, usePaceMs());
  const [, navigate] = useLocation();
  const title = query.data === undefined ? shownLine(id, 40) : shownLine(query.data.incident.title, 80);
  return (
    <SpaceBetween size="m">
      <BreadcrumbGroup
        items={[
          { text: 'Incidents', href: '/incidents' },
          { text: title, href: `/incidents/${id}` },
        ]}
        onFollow={follow}
        ariaLabel="Where you are"
      />
      {query.error !== null &&
        (asRefusal(query.error).status === 404 ? (
          <Unknown id={id} />
        ) : (
          <Refused
            what="This incident"
            error={query.error}
            stale={query.data !== undefined}
            retry={() => void query.refetch()}
          />
        ))}
      {query.data === undefined ? (
        query.error === null && <Loading />
      ) : (
        <Known everything={query.data} tab={tab} show={(next) => navigate(`/incidents/${id}/${next}`)} />
      )}
    </SpaceBetween>
  );
}

function Known({ everything, tab, show }: TabProps & { tab: string; show(tab: string): void }): ReactNode {
  return (
    <>
      <PartBoundary what="The head of this incident">
        <IncidentHead everything={everything} />
      </PartBoundary>
      <Tabs
        ariaLabel="Parts of this incident"
        activeTabId={tabs.some(({ id }) => id === tab) ? tab : 'overview'}
        onChange={({ detail }) => show(detail.activeTabId)}
        tabs={tabs.map(({ id, label, of }) => ({
          id,
          label,
          content: <PartBoundary what={label}>{of({ everything })}</PartBoundary>,
        }))}
      />
    </>
  );
}

const Loading = (): ReactNode => (
  <div role="status" aria-label="Loading the incident">
    <SpaceBetween size="m">
      <Skeleton variant="text-heading-xl" width="60%" />
      <Skeleton height="150px" />
      <Skeleton height="360px" />
    </SpaceBetween>
  </div>
);

const Unknown = ({ id }: { id: string }): ReactNode => (
  <Box textAlign="center" padding="xxl">
    <Box variant="h1">There is no incident {shownLine(id, 60)}</Box>
    <Go href="/incidents">See those there are</Go>
  </Box>
);
