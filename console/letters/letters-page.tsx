import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { usePaceMs } from '../app/live.tsx';
import { Empty } from '../parts/empty.tsx';
import { Go } from '../parts/go.tsx';
import { Refused } from '../parts/part.tsx';
import { Line } from '../parts/stranger.tsx';
import { Time } from '../parts/time.tsx';
import { useLetters } from '../server/queries.ts';

/** What came from a known sender and could not be read: kept byte for byte until somebody mends it. */
export function LettersPage(): ReactNode {
  const letters = useLetters(usePaceMs());
  return (
    <>
      {letters.error !== null && (
        <Refused
          what="Dead letters"
          error={letters.error}
          stale={letters.data !== undefined}
          retry={() => void letters.refetch()}
        />
      )}
      <Table
        loading={letters.isPending}
        loadingText="Loading dead letters"
        items={letters.data?.items ?? []}
        trackBy="id"
        header={
          <Header
            variant="h1"
            counter={
              letters.data === undefined ? '' : `(${letters.data.items.length}${letters.data.cursor ? '+' : ''})`
            }
            description="Alarms of known senders that could not be read. Nothing of them is lost."
          >
            Dead letters
          </Header>
        }
        empty={<Empty title="Everything could be read">What a sender changes for the worse will appear here.</Empty>}
        columnDefinitions={[
          { id: 'at', header: 'Came', cell: (letter) => <Time at={letter.at} />, width: 260 },
          {
            id: 'why',
            header: 'Why it could not be read',
            cell: (letter) => (
              <Go href={`/dead-letters/${letter.id}`}>
                <Line text={letter.why} most={200} />
              </Go>
            ),
            isRowHeader: true,
          },
          {
            id: 'hook',
            header: 'Hook',
            cell: (letter) => <Line text={`${letter.source}/${letter.hook}`} />,
            width: 220,
          },
          {
            id: 'state',
            header: 'State',
            width: 160,
            cell: ({ replayedAt }) => (
              <StatusIndicator type={replayedAt === undefined ? 'warning' : 'success'}>
                {replayedAt === undefined ? 'put aside' : 'replayed'}
              </StatusIndicator>
            ),
          },
        ]}
        wrapLines
      />
    </>
  );
}
