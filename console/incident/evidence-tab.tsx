import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import type { IncidentPage as Everything } from '../../src/contracts/api/incidents.ts';
import { Empty } from '../parts/empty.tsx';
import { Part } from '../parts/part.tsx';
import { Block, Line } from '../parts/stranger.tsx';
import { Time } from '../parts/time.tsx';
import { EvidenceLines } from '../plan/evidence-lines.tsx';
import { shownLine } from '../view/shown-text.ts';
import { percent, targetName } from '../view/target-name.ts';

/** Each finding with what it rests on, what could not be looked at, and what is kept of it all. */
export function EvidenceTab({ everything: { incident, findings, evidence } }: { everything: Everything }): ReactNode {
  const { diagnosis } = incident;
  return (
    <SpaceBetween size="l">
      {diagnosis === undefined || diagnosis.findings.length === 0 ? (
        <Part title="Findings">
          <Empty title={diagnosis === undefined ? 'Not diagnosed yet' : 'Nothing was found'} />
        </Part>
      ) : (
        diagnosis.findings.map((finding) => (
          <Part
            key={finding.rank}
            title={`${finding.rank}. ${shownLine(finding.cause.title, 160)}`}
            description={`${targetName(finding.object)} · ${percent(finding.confidence)} confident · ${finding.cause.id}`}
          >
            <SpaceBetween size="m">
              <EvidenceLines evidence={finding.evidence} />
              {finding.victims.length > 0 && (
                <Box color="text-body-secondary">Suffers from it: {finding.victims.map(targetName).join('; ')}</Box>
              )}
              <Facts facts={findings.find(({ rank }) => rank === finding.rank)?.judgement.facts} />
            </SpaceBetween>
          </Part>
        ))
      )}
      {diagnosis !== undefined && diagnosis.blind.length > 0 && (
        <Part title="Could not look" description="Not healthy and not broken: unknown.">
          <ul className="mg-evidence">
            {diagnosis.blind.map(({ asked, why }) => (
              <li key={`${asked} ${why}`}>
                <StatusIndicator type="warning">
                  <Line text={asked} />
                </StatusIndicator>
                <Line text={why} />
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Part title="Kept" description="What was read, secrets removed, each piece under the hash of its bytes.">
        {evidence.length === 0 ? (
          <Empty title="Nothing was collected yet" />
        ) : (
          <ul className="mg-evidence">
            {evidence.map((piece) => (
              <li key={piece.id}>
                <span>
                  <Line text={piece.from} /> · {(piece.bytes / 1000).toFixed(0)} KB · <Time at={piece.at} />
                </span>
                <code>sha256 {piece.sha256}</code>
              </li>
            ))}
          </ul>
        )}
      </Part>
    </SpaceBetween>
  );
}

function Facts({ facts }: { facts: object | undefined }): ReactNode {
  if (facts === undefined) return null;
  return (
    <ExpandableSection headerText="Facts that are proven again before anything runs">
      <Block text={JSON.stringify(facts, null, 2)} label="Facts" />
    </ExpandableSection>
  );
}
