import Badge, { type BadgeProps } from '@cloudscape-design/components/badge';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import type { Severity } from '../../src/contracts/alert.ts';
import type { IncidentStatus } from '../../src/contracts/incident.ts';
import type { Risk } from '../../src/contracts/plan.ts';
import { shownLine } from '../view/shown-text.ts';

const graveColours = {
  critical: 'severity-critical',
  high: 'severity-high',
  medium: 'severity-medium',
  low: 'severity-low',
} as const satisfies Record<Severity & Risk, BadgeProps['color']>;

export const SeverityLabel = ({ severity }: { severity: Severity | undefined }): ReactNode =>
  severity === undefined ? (
    <Badge color="severity-neutral">not triaged</Badge>
  ) : (
    <Badge color={graveColours[severity]}>{severity}</Badge>
  );
export const RiskLabel = ({ risk }: { risk: Risk }): ReactNode => <Badge color={graveColours[risk]}>{risk} risk</Badge>;
export const BandLabel = ({ band }: { band: string }): ReactNode => <Badge color="blue">{shownLine(band, 40)}</Badge>;
export const PracticeLabel = (): ReactNode => <Badge color="green">practice cluster</Badge>;

const statuses = {
  open: ['in-progress', 'investigating'],
  waiting: ['pending', 'waiting for a person'],
  running: ['loading', 'running'],
  recovered: ['success', 'recovered'],
  escalated: ['error', 'handed to people'],
  closed: ['stopped', 'closed'],
} as const satisfies Record<IncidentStatus, readonly [StatusIndicatorProps.Type, string]>;
export const statusWords = (status: IncidentStatus): string => statuses[status][1];
export const StatusLabel = ({ status }: { status: IncidentStatus }): ReactNode => (
  <StatusIndicator type={statuses[status][0]}>{statuses[status][1]}</StatusIndicator>
);
