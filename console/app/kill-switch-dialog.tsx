import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { StopState } from '../../src/contracts/api/stop.ts';
import { ask } from '../server/ask.ts';
import { keys } from '../server/keys.ts';
import { useNotices } from './notices.tsx';

/** Turning the kill switch asks once: it is meant for a bad moment, and must not be met by a slip. */
export function KillSwitchDialog({ stopped, onClose }: { stopped: boolean; onClose: () => void }): ReactNode {
  const client = useQueryClient();
  const { tell, tellRefusal } = useNotices();
  const turn = useMutation({
    mutationFn: () => ask(StopState, '/api/v1/stop', { method: 'PUT', body: { stopped: !stopped } }),
    onSuccess: ({ value }) => {
      client.setQueryData(keys.stop, value);
      if (!value.stopped) tell({ type: 'success', header: 'Approved plans may run again' });
      onClose();
    },
    onError: (thrown) => {
      tellRefusal('Nothing was changed', thrown);
      onClose();
    },
  });
  return (
    <Modal
      visible
      onDismiss={onClose}
      closeAriaLabel="Close"
      header={stopped ? 'Let plans run again?' : 'Stop all running?'}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={turn.isPending} onClick={() => turn.mutate()}>
              {stopped ? 'Resume' : 'Stop all'}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {stopped
        ? 'Plans approved from now on run as usual. What was stopped is not started again by itself.'
        : 'Nothing new is run anywhere: a plan under way ends before its next write. Alarms are still taken, looked into, and plans still wait for people.'}
    </Modal>
  );
}
