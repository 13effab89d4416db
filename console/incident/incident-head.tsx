import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { IncidentPage as Everything } from '../../src/contracts/api/incidents.ts';
import { BandLabel, PracticeLabel, SeverityLabel, StatusLabel } from '../parts/labels.tsx';
import { Line } from '../parts/stranger.tsx';
import { Time, useNowInstant } from '../parts/time.tsx';
import { shownLine } from '../view/shown-text.ts';
import { percent } from '../view/target-name.ts';
import { waitingAction, waitingHolds } from '../view/waiting-for.ts';
import { HoldActions } from './hold-actions.tsx';

/** What it is, how bad, how sure, what policy says, and what waits for whom. */
export function IncidentHead({ everything }: { everything: Everything }): ReactNode {
  const now = useNowInstant();
  const { incident, proposals } = everything;
  const holds = waitingHolds(everything, now);
  const finding = incident.diagnosis?.findings[0];
  const proposal = proposals.find(({ id }) => id === holds[0]?.proposal) ?? proposals.at(-1);
  const confidence = finding?.confidence ?? incident.triage?.confidence;
  return (
    <Container
      header={
        <Header
          variant="h1"
          description={
            // It stands inside of a paragraph, where HTML allows no block.
            <span className="mg-row">
              <StatusLabel status={incident.status} />
              {proposal?.practice === true && <PracticeLabel />}
              <span className="mg-code">{incident.id}</span>
            </span>
          }
        >
          <Line text={incident.title} most={160} />
        </Header>
      }
    >
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={4}
          minColumnWidth={150}
          items={[
            { label: 'Severity', value: <SeverityLabel severity={incident.triage?.severity} /> },
            { label: 'Band', value: proposal?.policy ? <BandLabel band={proposal.policy.band} /> : 'undecided' },
            { label: 'Confidence', value: confidence === undefined ? 'not known yet' : percent(confidence) },
            {
              label: 'Where',
              value: shownLine(
                [incident.cluster, incident.namespace, incident.workload].filter(Boolean).join(' / '),
                160,
              ),
            },
            { label: 'Opened', value: <Time at={incident.openedAt} /> },
            { label: 'Last change', value: <Time at={incident.updatedAt} /> },
            { label: 'Alarms', value: `${incident.alerts}` },
            { label: 'Next', value: <Box variant="strong">{waitingAction(everything, now)}</Box> },
          ]}
        />
        {holds.map((hold) => (
          <HoldActions key={hold.id} hold={hold} />
        ))}
      </SpaceBetween>
    </Container>
  );
}
