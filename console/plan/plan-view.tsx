import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import type { Plan, Rehearsal } from '../../src/contracts/plan.ts';
import type { PolicyDecision } from '../../src/contracts/policy.ts';
import { Diff } from '../parts/diff.tsx';
import { BandLabel, RiskLabel } from '../parts/labels.tsx';
import { Block, Line } from '../parts/stranger.tsx';
import { Time } from '../parts/time.tsx';
import { blastRadius, percent, targetName } from '../view/target-name.ts';
import { EvidenceLines } from './evidence-lines.tsx';
import { RehearsalView } from './rehearsal-view.tsx';

interface PlanViewProps {
  plan: Plan;
  planHash: string;
  rehearsal: Rehearsal | null;
  policy: PolicyDecision | null;
  madeAt?: string | undefined;
}

/** A plan as whoever decides must see it: what is broken, what would change, what it rests on, how to get back. */
export function PlanView({ plan, planHash, rehearsal, policy, madeAt }: PlanViewProps): ReactNode {
  return (
    <SpaceBetween size="l">
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Target', value: targetName(plan.target) },
          { label: 'Risk and confidence', value: <RiskAndConfidence plan={plan} /> },
          { label: 'Touches', value: blastRadius(plan.blastRadius) },
        ]}
      />
      <div>
        <Box variant="h4">Cause: {<Line text={plan.rootCause} />}</Box>
        <EvidenceLines evidence={plan.evidence} />
      </div>
      <div>
        <Box variant="h4" padding={{ bottom: 'xxs' }}>
          Exact change
        </Box>
        <SpaceBetween size="xs">
          <Line text={plan.solution} most={1000} />
          <Diff diff={plan.diff} />
        </SpaceBetween>
      </div>
      {rehearsal === null ? (
        <StatusIndicator type="pending">Not rehearsed yet</StatusIndicator>
      ) : (
        <RehearsalView rehearsal={rehearsal} wayBack={plan.wayBack} />
      )}
      {policy !== null && (
        <div>
          <Box variant="h4">Policy</Box>
          <SpaceBetween size="xs" direction="horizontal" alignItems="center">
            <BandLabel band={policy.band} />
            <Line text={policy.why} most={600} />
          </SpaceBetween>
        </div>
      )}
      <ExpandableSection headerText="Basis, preview and fingerprint of this plan">
        <SpaceBetween size="s">
          <KeyValuePairs
            columns={1}
            items={[
              { label: 'Basis', value: <Line text={plan.basis} most={1000} /> },
              {
                label: 'Action',
                value: (
                  <span className="mg-code">
                    {plan.action.id} {JSON.stringify(plan.action.params)}
                  </span>
                ),
              },
              { label: 'Plan hash', value: <span className="mg-code">{planHash}</span> },
              ...(madeAt === undefined ? [] : [{ label: 'Written', value: <Time at={madeAt} /> }]),
            ]}
          />
          <div>
            <Box variant="awsui-key-label">What it would be as a command, for reading only: nothing runs commands</Box>
            <Block text={plan.preview} label="Preview as a command" />
          </div>
        </SpaceBetween>
      </ExpandableSection>
    </SpaceBetween>
  );
}

const RiskAndConfidence = ({ plan }: { plan: Plan }): ReactNode => (
  <SpaceBetween size="xs" direction="horizontal" alignItems="center">
    <RiskLabel risk={plan.action.risk} />
    <span>{percent(plan.confidence)} confident</span>
  </SpaceBetween>
);
