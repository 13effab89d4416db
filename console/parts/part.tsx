import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Skeleton from '@cloudscape-design/components/skeleton';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { asRefusal } from '../server/ask.ts';
import { shownLine } from '../view/shown-text.ts';
import { PartBoundary } from './part-boundary.tsx';

interface PartProps {
  title: string;
  info?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** One part of a page, in a frame of its own and with an error of its own. */
export function Part({ title, info, description, actions, children }: PartProps): ReactNode {
  return (
    <Container
      header={
        <Header variant="h2" info={info} description={description} actions={actions}>
          {title}
        </Header>
      }
    >
      <PartBoundary what={title}>{children}</PartBoundary>
    </Container>
  );
}

interface Asking<T> {
  data: T | undefined;
  error: Error | null;
  refetch(): unknown;
}

/** What a question comes to: a skeleton of its size, its answer, or why there is none. An old answer stays when a new one fails. */
export function Answered<T>({
  query,
  what,
  lines = 4,
  children,
}: {
  query: Asking<T>;
  what: string;
  lines?: number;
  children: (data: T) => ReactNode;
}): ReactNode {
  const { data, error } = query;
  if (data === undefined && error === null) return <Waiting what={what} lines={lines} />;
  return (
    <SpaceBetween size="m">
      {error !== null && (
        <Refused what={what} error={error} retry={() => void query.refetch()} stale={data !== undefined} />
      )}
      {data !== undefined && children(data)}
    </SpaceBetween>
  );
}

export function Waiting({ what, lines = 4 }: { what: string; lines?: number }): ReactNode {
  return (
    <div role="status" aria-label={`Loading ${what}`}>
      <SpaceBetween size="xs">
        {Array.from({ length: lines }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: grey bars that never move
          <Skeleton key={at} width={at === lines - 1 ? '60%' : '100%'} />
        ))}
      </SpaceBetween>
    </div>
  );
}

export function Refused({
  what,
  error,
  retry,
  stale = false,
}: {
  what: string;
  error: Error;
  retry?: () => void;
  stale?: boolean;
}): ReactNode {
  const { message, hint } = asRefusal(error);
  return (
    <Alert
      type={stale ? 'warning' : 'error'}
      header={stale ? `${what}: what you see may be old` : `${what} could not be read`}
      action={retry && <Button onClick={retry}>Try again</Button>}
    >
      {shownLine(message)}. {shownLine(hint)}
    </Alert>
  );
}
