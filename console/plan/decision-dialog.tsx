import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { type ReactNode, useState } from 'react';
import type { ShownHold } from '../../src/contracts/api/holds.ts';
import { RiskLabel } from '../parts/labels.tsx';
import { Line } from '../parts/stranger.tsx';
import { blastRadius, targetName } from '../view/target-name.ts';
import { type Verdict, wordsFor } from './verdicts.ts';

interface DialogProps {
  hold: ShownHold;
  verdict: Verdict;
  busy: boolean;
  /** The plan is not the one that was shown: there is nothing to send. */
  blocked: boolean;
  refused: ReactNode;
  onDecide(reason: string): void;
  onClose(): void;
}
const reasonAtMost = 2000;

/** The last look before a decision is given: what it is about once more, the words where words are wanted, and one button. */
export function DecisionDialog({ hold, verdict, busy, blocked, refused, onDecide, onClose }: DialogProps): ReactNode {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const words = wordsFor[verdict];
  const missing = words.needsReason && reason.trim() === '';
  const tooLong = reason.length > reasonAtMost;
  const problem = tooLong
    ? `${reason.length - reasonAtMost} characters too many`
    : tried && missing
      ? 'Say what you want to know.'
      : '';
  const decide = () => {
    setTried(true);
    if (!missing && !tooLong) onDecide(reason.trim());
  };
  return (
    <Modal
      visible
      onDismiss={onClose}
      header={words.title}
      closeAriaLabel="Close"
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            <Button variant="primary" onClick={decide} loading={busy} loadingText="Sending" disabled={blocked}>
              {words.button}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {refused}
        <KeyValuePairs
          columns={1}
          items={[
            { label: 'Plan', value: <Line text={hold.plan.title} /> },
            { label: 'Target', value: targetName(hold.plan.target) },
            {
              label: 'Risk',
              value: (
                <SpaceBetween direction="horizontal" size="xs" alignItems="center">
                  <RiskLabel risk={hold.plan.action.risk} />
                  <span>{blastRadius(hold.plan.blastRadius)}</span>
                </SpaceBetween>
              ),
            },
            { label: 'Plan hash', value: <span className="mg-code">{hold.planHash.slice(0, 16)}…</span> },
          ]}
        />
        <Box>{words.means}</Box>
        {verdict === 'approved' && hold.rehearsal?.wayBack.ok !== true && (
          <Alert type="warning">No way back was proven for this plan.</Alert>
        )}
        <FormField
          label={words.needsReason ? 'What do you want to know?' : 'Reason (optional)'}
          description="Kept in the audit log with your name."
          errorText={problem}
          constraintText={`${reason.length} of ${reasonAtMost} characters`}
        >
          <Textarea value={reason} onChange={({ detail }) => setReason(detail.value)} rows={3} autoFocus />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
