import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import type { IncidentPage as Everything } from '../../src/contracts/api/incidents.ts';
import { useNotices } from '../app/notices.tsx';
import { Empty } from '../parts/empty.tsx';
import { SeverityLabel } from '../parts/labels.tsx';
import { Part } from '../parts/part.tsx';
import { Block, Line } from '../parts/stranger.tsx';
import { Time } from '../parts/time.tsx';
import { askBytes } from '../server/ask.ts';
import { saveAs } from '../server/save-as.ts';
import { shownLine } from '../view/shown-text.ts';
import { percent } from '../view/target-name.ts';
import { absolute } from '../view/when.ts';

export function TriageTab({ everything }: { everything: Everything }): ReactNode {
  return (
    <SpaceBetween size="l">
      <Part title="Triage">
        <Verdict everything={everything} />
      </Part>
      <Part title="Alarms" info={<Box variant="small">{everything.alerts.length}</Box>}>
        <Alarms everything={everything} />
      </Part>
    </SpaceBetween>
  );
}

function Verdict({ everything: { incident } }: { everything: Everything }): ReactNode {
  const { triage } = incident;
  if (triage === undefined)
    return <Empty title="Not triaged yet">A storm is given a moment to show its size before it is judged.</Empty>;
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Severity', value: <SeverityLabel severity={triage.severity} /> },
          { label: 'Category', value: triage.category },
          { label: 'Confidence', value: percent(triage.confidence) },
          {
            label: 'Verdict',
            value: (
              <StatusIndicator type={triage.real ? 'warning' : 'stopped'}>
                {triage.real ? 'a real alarm' : 'a false alarm'}
              </StatusIndicator>
            ),
          },
          { label: 'Affected', value: shownLine(triage.affectedServices.join(', ') || 'none named', 300) },
          { label: 'Because', value: shownLine(triage.reasons.join('; ') || 'no reason given', 600) },
        ]}
      />
      <ColumnLayout columns={2}>
        <div>
          <Box variant="h4">Summary</Box>
          <Line text={triage.summary} most={1000} />
        </div>
        <div>
          <Box variant="h4">Likely cause, from the alarm's own words</Box>
          <Line text={triage.likelyCause} most={1000} />
        </div>
      </ColumnLayout>
      {triage.recommendedActions.length > 0 && (
        <div>
          <Box variant="h4">What a person would look at</Box>
          <ul>
            {triage.recommendedActions.map((action) => (
              <li key={action}>
                <Line text={action} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </SpaceBetween>
  );
}

function Alarms({ everything: { incident, alerts } }: { everything: Everything }): ReactNode {
  const { tellRefusal } = useNotices();
  const save = async (alert: string) => {
    try {
      const bytes = await askBytes(
        `/api/v1/incidents/${encodeURIComponent(incident.id)}/alerts/${encodeURIComponent(alert)}/raw`,
      );
      saveAs(bytes, `${incident.id}-${alert}.bin`);
    } catch (thrown) {
      tellRefusal('The alarm could not be fetched', thrown);
    }
  };
  if (alerts.length === 0) return <Empty title="No alarm is kept with this incident" />;
  return (
    <SpaceBetween size="xs">
      {alerts.map(({ id, alert, receivedAt, resolvedAt, seen }) => (
        <ExpandableSection
          key={id}
          headerText={shownLine(alert.title, 160)}
          headerDescription={`${alert.source} · seen ${seen} time${seen === 1 ? '' : 's'} · first ${absolute(receivedAt)}`}
        >
          <SpaceBetween size="s">
            {resolvedAt !== undefined && (
              <StatusIndicator type="success">
                resolved at its sender <Time at={resolvedAt} />
              </StatusIndicator>
            )}
            {alert.description !== undefined && <Block text={alert.description} label="What the alarm says" />}
            <KeyValuePairs
              columns={3}
              items={Object.entries(alert.labels).map(([name, value]) => ({
                label: shownLine(name, 80),
                value: <Line text={value} />,
              }))}
            />
            {alert.link !== undefined && (
              <Box color="text-body-secondary">
                The sender's own link, as text: <span className="mg-code">{shownLine(alert.link, 500)}</span>
              </Box>
            )}
            <Button iconName="download" onClick={() => void save(id)}>
              Save as it came
            </Button>
          </SpaceBetween>
        </ExpandableSection>
      ))}
    </SpaceBetween>
  );
}
