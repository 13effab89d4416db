import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import type { IncidentPage as Everything } from '../../src/contracts/api/incidents.ts';
import type { EffectRecord, Proposal, Remediation } from '../../src/contracts/remediation.ts';
import { Empty } from '../parts/empty.tsx';
import { Part } from '../parts/part.tsx';
import { Line } from '../parts/stranger.tsx';
import { Time } from '../parts/time.tsx';
import { PlanView } from '../plan/plan-view.tsx';
import { shownLine } from '../view/shown-text.ts';

const outcomes = {
  pending: ['in-progress', 'under way'],
  recovered: ['success', 'recovered'],
  rolled_back: ['warning', 'rolled back: it did not help'],
  rejected: ['stopped', 'rejected'],
  expired: ['stopped', 'expired: nobody answered in time'],
  withdrawn: ['stopped', 'withdrawn: it was no longer needed'],
  refused: ['error', 'refused'],
  failed: ['error', 'failed'],
  stopped: ['stopped', 'stopped by the kill switch'],
} as const satisfies Record<Remediation['outcome'], readonly [StatusIndicatorProps.Type, string]>;

/** Each finding that is to be mended: its plans, what was decided about them, what was written. */
export function ResolutionTab({ everything }: { everything: Everything }): ReactNode {
  if (everything.remediations.length === 0)
    return (
      <Part title="Resolution">
        <Empty title="There is no plan">
          {everything.incident.status === 'open'
            ? 'One is written once the cause is known.'
            : 'Nothing was found that a known action answers: see the timeline for why.'}
        </Empty>
      </Part>
    );
  return (
    <SpaceBetween size="l">
      {everything.remediations.map((remediation) => (
        <OneRemediation key={remediation.id} everything={everything} remediation={remediation} />
      ))}
    </SpaceBetween>
  );
}

function OneRemediation({ everything, remediation }: { everything: Everything; remediation: Remediation }): ReactNode {
  const proposals = everything.proposals.filter((it) => it.remediation === remediation.id);
  const current = proposals.find(({ id }) => id === remediation.proposal) ?? proposals.at(-1);
  const earlier = proposals.filter((it) => it !== current);
  const [icon, words] = outcomes[remediation.outcome];
  return (
    <Part
      title={current === undefined ? 'Remediation' : shownLine(current.plan.title, 160)}
      description={
        <SpaceBetween direction="horizontal" size="xs">
          <StatusIndicator type={icon}>{words}</StatusIndicator>
          <Line text={remediation.reason} />
        </SpaceBetween>
      }
    >
      <SpaceBetween size="l">
        {current === undefined ? (
          <Empty title="No plan was made">
            <Line text={remediation.reason} most={1000} />
          </Empty>
        ) : (
          <>
            <PlanView
              plan={current.plan}
              planHash={current.planHash}
              rehearsal={current.rehearsal ?? null}
              policy={current.policy ?? null}
              madeAt={current.madeAt}
            />
            <Decisions everything={everything} proposal={current} />
            <Effects effects={everything.effects.filter((it) => proposals.some(({ id }) => id === it.proposal))} />
          </>
        )}
        {earlier.map((proposal) => (
          <ExpandableSection
            key={proposal.id}
            headerText={`Earlier plan, ${proposal.status}: ${shownLine(proposal.plan.title, 120)}`}
          >
            <PlanView
              plan={proposal.plan}
              planHash={proposal.planHash}
              rehearsal={proposal.rehearsal ?? null}
              policy={proposal.policy ?? null}
              madeAt={proposal.madeAt}
            />
          </ExpandableSection>
        ))}
      </SpaceBetween>
    </Part>
  );
}

const said = { approved: 'said yes', rejected: 'said no', need_more_info: 'asked' } as const;

function Decisions({ everything, proposal }: { everything: Everything; proposal: Proposal }): ReactNode {
  const holds = everything.holds.filter((it) => it.proposal === proposal.id);
  const decisions = everything.decisions.filter((it) => holds.some(({ id }) => id === it.hold));
  if (holds.length === 0) return null;
  return (
    <div>
      <Box variant="h4">Decisions</Box>
      {decisions.length === 0 && <Box color="text-body-secondary">Nobody has decided yet.</Box>}
      <ul className="mg-evidence">
        {decisions.map((decision) => (
          <li key={decision.id}>
            <span>
              <Box variant="strong" display="inline">
                <Line text={decision.by} most={120} />
              </Box>{' '}
              {said[decision.verdict]} · <Time at={decision.at} />
            </span>
            {decision.reason !== undefined && (
              <Box color="text-body-secondary">
                <Line text={decision.reason} most={2000} />
              </Box>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

const results = {
  intended: ['in-progress', 'about to be written'],
  done: ['success', 'written'],
  already_done: ['success', 'stood there already'],
  refused: ['error', 'refused'],
} as const satisfies Record<EffectRecord['outcome'], readonly [StatusIndicatorProps.Type, string]>;

function Effects({ effects }: { effects: readonly EffectRecord[] }): ReactNode {
  if (effects.length === 0) return null;
  return (
    <div>
      <Box variant="h4">What was written</Box>
      <ul className="mg-evidence">
        {effects.map((record) => (
          <li key={record.id}>
            <span>
              <StatusIndicator type={results[record.outcome][0]}>
                {record.direction === 'back' ? 'way back: ' : ''}
                {results[record.outcome][1]}
              </StatusIndicator>{' '}
              {shownLine(
                `${record.effect.ref.kind} ${record.effect.ref.namespace ?? ''}/${record.effect.ref.name}`,
                200,
              )}{' '}
              · <Time at={record.doneAt ?? record.intentAt} />
            </span>
            {record.says !== undefined && (
              <Box color="text-body-secondary">
                <Line text={record.says} most={1000} />
              </Box>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
