import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { IncidentPage as Everything } from '../../src/contracts/api/incidents.ts';
import { usePaceMs } from '../app/live.tsx';
import { Empty } from '../parts/empty.tsx';
import { Go } from '../parts/go.tsx';
import { Answered, Part } from '../parts/part.tsx';
import { Line } from '../parts/stranger.tsx';
import { useIncidentLog } from '../server/queries.ts';
import { percent, targetName } from '../view/target-name.ts';
import { ProgressSteps } from './progress-steps.tsx';

export function OverviewTab({ everything }: { everything: Everything }): ReactNode {
  const { incident } = everything;
  const log = useIncidentLog(incident.id, usePaceMs());
  return (
    <div className="mg-columns">
      <Part title="Progress">
        <Answered query={log} what="The progress" lines={8}>
          {(entries) => <ProgressSteps everything={everything} log={entries} />}
        </Answered>
      </Part>
      <SpaceBetween size="l">
        <Part title="What is broken">
          <Findings everything={everything} />
        </Part>
        <Part title="How it stands">
          <SpaceBetween size="s">
            <Box>
              <Line text={incident.reason} most={1000} />
            </Box>
            {incident.triage !== undefined && (
              <Box color="text-body-secondary">
                <Line text={incident.triage.summary} most={600} />
              </Box>
            )}
          </SpaceBetween>
        </Part>
      </SpaceBetween>
    </div>
  );
}

function Findings({ everything: { incident } }: { everything: Everything }): ReactNode {
  const { diagnosis } = incident;
  if (diagnosis === undefined)
    return (
      <Empty title="Not diagnosed yet">A storm is given a moment to show its size, then its cause is looked for.</Empty>
    );
  if (diagnosis.findings.length === 0)
    return (
      <Empty title={diagnosis.healthy ? 'Everything that was looked at is healthy' : 'No cause was found'}>
        {diagnosis.blind.length > 0 && (
          <Go href={`/incidents/${incident.id}/evidence`}>
            {diagnosis.blind.length} question{diagnosis.blind.length === 1 ? '' : 's'} could not be answered
          </Go>
        )}
      </Empty>
    );
  return (
    <ColumnLayout borders="horizontal">
      {diagnosis.findings.map((finding) => (
        <SpaceBetween key={finding.rank} size="xxs">
          <Go href={`/incidents/${incident.id}/evidence`} fontSize="heading-s">
            <Line text={finding.cause.title} />
          </Go>
          <Box>
            {targetName(finding.object)} · {percent(finding.confidence)} confident
          </Box>
          {finding.evidence.slice(0, 2).map(({ id, says }) => (
            <Box key={id} color="text-body-secondary">
              <Line text={says} />
            </Box>
          ))}
          {finding.victims.length > 0 && (
            <Box color="text-body-secondary">Suffers from it: {finding.victims.map(targetName).join('; ')}</Box>
          )}
        </SpaceBetween>
      ))}
    </ColumnLayout>
  );
}
