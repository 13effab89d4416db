import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import type { DeadLetterList } from '../../src/contracts/api/dead-letters.ts';
import { usePaceMs } from '../app/live.tsx';
import { Empty } from '../parts/empty.tsx';
import { Go } from '../parts/go.tsx';
import { Answered } from '../parts/part.tsx';
import { PartBoundary } from '../parts/part-boundary.tsx';
import { Line } from '../parts/stranger.tsx';
import { Time } from '../parts/time.tsx';
import { useLetters } from '../server/queries.ts';

/** What came from a known sender and could not be read: kept byte for byte until somebody mends it. */
export function LettersPage(): ReactNode {
  const letters = useLetters(usePaceMs());
  const count = letters.data === undefined ? '' : `(${letters.data.items.length}${letters.data.cursor ? '+' : ''})`;
  return (
    <Container
      header={
        <Header
          variant="h1"
          counter={count}
          description="Alarms of known senders that could not be read. Nothing of them is lost."
        >
          Dead letters
        </Header>
      }
    >
      <PartBoundary what="The list of dead letters">
        <Answered query={letters} what="Dead letters" lines={6}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="Everything could be read">What a sender changes for the worse will appear here.</Empty>
            ) : (
              <Letters items={items} />
            )
          }
        </Answered>
      </PartBoundary>
    </Container>
  );
}

const Letters = ({ items }: { items: DeadLetterList['items'] }): ReactNode => (
  <ul className="mg-evidence">
    {items.map(({ id, at, why, source, hook, replayedAt }) => (
      <li key={id}>
        <Go href={`/dead-letters/${id}`} fontSize="heading-s">
          <Line text={why} most={200} />
        </Go>
        <span>
          <StatusIndicator type={replayedAt === undefined ? 'warning' : 'success'}>
            {replayedAt === undefined ? 'put aside' : 'replayed'}
          </StatusIndicator>{' '}
          <Badge>
            <Line text={`${source}/${hook}`} most={80} />
          </Badge>
        </span>
        <Box color="text-body-secondary" variant="small">
          <Time at={at} />
        </Box>
      </li>
    ))}
  </ul>
);
