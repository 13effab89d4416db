import Alert from '@cloudscape-design/components/alert';
import Flashbar from '@cloudscape-design/components/flashbar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useSyncExternalStore } from 'react';
import { OpenedLink } from '../../src/contracts/api/links.ts';
import { useNotices } from '../app/notices.tsx';
import { useMe, useSite } from '../app/session.ts';
import { Go } from '../parts/go.tsx';
import { Refused, Waiting } from '../parts/part.tsx';
import { PartBoundary } from '../parts/part-boundary.tsx';
import { PracticeStrip } from '../parts/practice-strip.tsx';
import { ask, asRefusal } from '../server/ask.ts';
import { keys } from '../server/keys.ts';
import { AskedByLetter } from './asked-by-letter.tsx';

const listen = (tell: () => void) => {
  addEventListener('hashchange', tell);
  return () => removeEventListener('hashchange', tell);
};
const linkOfAddress = (): string => location.hash.slice(1);
const againMs = 10_000;

/**
 * Where the link of a letter leads. It shows; it never decides. The link stays in the fragment, which no server is sent by
 * itself; deciding needs a sign-in of the same person, and a tap on a button that says what it does.
 */
export function DecidePage(): ReactNode {
  const link = useSyncExternalStore(listen, linkOfAddress);
  const site = useSite();
  const me = useMe(site.data);
  const opened = useQuery({
    queryKey: keys.link(link),
    queryFn: async ({ signal }) =>
      (await ask(OpenedLink, '/api/v1/links/open', { method: 'POST', body: { link }, signal })).value,
    enabled: link !== '' && site.data !== undefined,
    refetchInterval: ({ state }) => (state.status === 'error' ? false : againMs),
  });
  const { items } = useNotices();
  return (
    <>
      <PracticeStrip site={site.data} />
      <main className="mg-phone">
        <SpaceBetween size="m">
          {items.length > 0 && <Flashbar items={items} />}
          {site.error !== null && <Refused what="Mendgate" error={site.error} retry={() => void site.refetch()} />}
          {link === '' && (
            <Alert type="error" header="There is no link in this address">
              Open it from the letter once more, whole; or <Go href="/holds">sign in and look at what waits</Go>.
            </Alert>
          )}
          {opened.error !== null && <NotOpened error={opened.error} again={() => void opened.refetch()} />}
          {opened.data === undefined && opened.error === null && link !== '' && site.error === null && (
            <Waiting what="the plan" lines={10} />
          )}
          {opened.data !== undefined && site.data !== undefined && !isRefused(opened.error) && (
            <PartBoundary what="The plan">
              <AskedByLetter opened={opened.data} link={link} site={site.data} me={me.data ?? undefined} />
            </PartBoundary>
          )}
        </SpaceBetween>
      </main>
    </>
  );
}

/** The server said no, rather than nothing: what was shown before does not stand any more. */
const isRefused = (error: Error | null): boolean => {
  const status = error === null ? 0 : asRefusal(error).status;
  return status >= 400 && status < 500;
};

function NotOpened({ error, again }: { error: Error; again: () => void }): ReactNode {
  const { message, hint, extra } = asRefusal(error);
  if (!isRefused(error)) return <Refused what="The plan" error={error} retry={again} />;
  return (
    <Alert type={extra.because === 'forged' ? 'error' : 'warning'} header={`${capital(message)}.`}>
      {hint} <Go href="/holds">See what waits now</Go>
    </Alert>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
