import Spinner from '@cloudscape-design/components/spinner';
import type { ReactNode } from 'react';
import type { SiteFacts } from '../../src/contracts/api/site.ts';
import { Refused } from '../parts/part.tsx';
import { PracticeStrip } from '../parts/practice-strip.tsx';
import { SignInOffer } from '../sign-in/sign-in-offer.tsx';

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
        <Refused what="Mendgate" error={error} retry={retry} />
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
