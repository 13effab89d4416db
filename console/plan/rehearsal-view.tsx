import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import type { Rehearsal } from '../../src/contracts/plan.ts';
import { Line } from '../parts/stranger.tsx';
import { Time } from '../parts/time.tsx';

/** What the rehearsal proved, what it warned of, and what no rehearsal can show. */
export function RehearsalView({
  rehearsal,
  wayBack,
}: {
  rehearsal: Rehearsal;
  wayBack: string | undefined;
}): ReactNode {
  return (
    <ColumnLayout columns={2} minColumnWidth={260}>
      <div>
        <Box variant="h4">Rehearsed on the server</Box>
        <Proof ok={rehearsal.forward.ok} yes="The change is admitted" no="The change is refused" />
        <Box color="text-body-secondary">
          <Line text={rehearsal.forward.says} most={1000} />
        </Box>
        <Box variant="small">
          <Time at={rehearsal.at} />
        </Box>
        {rehearsal.warnings.map((warning) => (
          <div key={warning}>
            <StatusIndicator type="warning">
              <Line text={warning} most={1000} />
            </StatusIndicator>
          </div>
        ))}
      </div>
      <div>
        <Box variant="h4">Way back</Box>
        <Proof ok={rehearsal.wayBack.ok} yes="Proven before you are asked" no="There is none that was proven" />
        <Box color="text-body-secondary">
          <Line text={rehearsal.wayBack.says} most={1000} />
        </Box>
        {wayBack !== undefined && (
          <Box color="text-body-secondary">
            <Line text={wayBack} most={1000} />
          </Box>
        )}
      </div>
      {rehearsal.unproven.length > 0 && (
        <div>
          <Box variant="h4">What it cannot prove</Box>
          <ul>
            {rehearsal.unproven.map((what) => (
              <li key={what}>
                <Line text={what} most={600} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </ColumnLayout>
  );
}

const Proof = ({ ok, yes, no }: { ok: boolean; yes: string; no: string }): ReactNode => (
  <StatusIndicator type={ok ? 'success' : 'error'}>{ok ? yes : no}</StatusIndicator>
);
