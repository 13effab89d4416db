import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Spinner from '@cloudscape-design/components/spinner';
import type { ReactNode } from 'react';
import type { SiteFacts } from '../../src/contracts/api/site.ts';
import { Refused } from '../parts/part.tsx';
import { PracticeStrip } from '../parts/practice-strip.tsx';
import { asRefusal } from '../server/ask.ts';
import { SignInOffer } from '../sign-in/sign-in-offer.tsx';
import { shownLine } from '../view/shown-text.ts';
import { useSignOut } from './session.ts';

/** What stands in place of the console while it is not known who looks, or nobody is signed in. */
export function SignedOut({
  site,
  error,
  waiting,
  retry,
}: {
  site: SiteFacts | undefined;
  error: Error | null;
  waiting: boolean;
  retry: () => void;
}): ReactNode {
  if (error !== null)
    return (
      <main className="mg-phone">
        {asRefusal(error).status === 403 && site !== undefined ? (
          <Stranger site={site} error={error} />
        ) : (
          <Refused what="Mendgate" error={error} retry={retry} />
        )}
      </main>
    );
  if (waiting || site === undefined)
    return (
      <main className="mg-middle" role="status" aria-label="Loading Mendgate">
        <Spinner size="large" />
      </main>
    );
  return (
    <>
      <PracticeStrip site={site} />
      <main className="mg-phone">
        <SignInOffer site={site} />
      </main>
    </>
  );
}

/** The issuer knows them, Mendgate does not: another account may be the right one. */
function Stranger({ site, error }: { site: SiteFacts; error: Error }): ReactNode {
  const signOut = useSignOut(site);
  const { message, hint } = asRefusal(error);
  return (
    <Alert
      type="warning"
      header="You may not come in"
      action={<Button onClick={() => void signOut().catch(() => location.reload())}>Sign in as somebody else</Button>}
    >
      {shownLine(message)}. {shownLine(hint)}
    </Alert>
  );
}
