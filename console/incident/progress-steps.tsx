import Box from '@cloudscape-design/components/box';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Steps from '@cloudscape-design/components/steps';
import { type ReactNode, useState } from 'react';
import type { IncidentPage as Everything } from '../../src/contracts/api/incidents.ts';
import type { LogEntry } from '../../src/contracts/log.ts';
import { Time } from '../parts/time.tsx';
import { investigationProgress, type ProgressStep, remediationProgress, remediationSteps } from '../view/progress.ts';
import { shownLine } from '../view/shown-text.ts';
import { foremost } from '../view/waiting-for.ts';

const icons = {
  done: ['success', 'done'],
  running: ['loading', 'under way'],
  waiting: ['pending', 'waits for a person'],
  failed: ['error', 'failed'],
  todo: ['not-started', 'to come'],
  skipped: ['stopped', 'not needed'],
} as const satisfies Record<ProgressStep['state'], readonly [StatusIndicatorProps.Type, string]>;

/** The states of the machines as people read them: the investigation, then one remediation, the one that waits first. */
export function ProgressSteps({ everything, log }: { everything: Everything; log: readonly LogEntry[] }): ReactNode {
  const { remediations } = everything;
  const [chosen, setChosen] = useState<string>();
  const remediation = remediations.find(({ id }) => id === chosen) ?? foremost(remediations);
  const steps = [
    ...investigationProgress(everything, log),
    ...(remediation === undefined
      ? remediationSteps.map(
          ([id, title]): ProgressStep => ({ id, title, state: unneeded(everything) ? 'skipped' : 'todo' }),
        )
      : remediationProgress(everything, remediation, log)),
  ];
  const nameOf = (id: string) => {
    const proposal = everything.proposals.findLast((it) => it.remediation === id);
    return proposal === undefined ? id : shownLine(proposal.plan.title, 80);
  };
  return (
    <SpaceBetween size="s">
      {remediations.length > 1 && (
        <Select
          ariaLabel="Which remediation"
          options={remediations.map(({ id }) => ({ value: id, label: nameOf(id) }))}
          selectedOption={remediation === undefined ? null : { value: remediation.id, label: nameOf(remediation.id) }}
          onChange={({ detail }) => setChosen(detail.selectedOption.value)}
        />
      )}
      <Steps
        ariaLabel="Progress"
        steps={steps.map(({ title, state, at }) => ({
          status: icons[state][0],
          statusIconAriaLabel: icons[state][1],
          header: title,
          details: (
            <Box variant="small">
              {at === undefined || state === 'todo' || state === 'skipped' ? icons[state][1] : <Time at={at} />}
            </Box>
          ),
        }))}
      />
    </SpaceBetween>
  );
}

const unneeded = ({ incident }: Everything): boolean =>
  incident.status === 'closed' || incident.status === 'escalated' || incident.status === 'recovered';
