import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { navigate } from 'wouter/use-browser-location';
import type { SiteFacts } from '../../src/contracts/api/site.ts';
import { useSite } from '../app/session.ts';
import { Refused } from '../parts/part.tsx';
import { PracticeStrip } from '../parts/practice-strip.tsx';
import { ask, Nothing } from '../server/ask.ts';
import { keys } from '../server/keys.ts';
import { SignInOffer } from './sign-in-offer.tsx';
import { takeWay } from './way-back.ts';

/** What the address brought, read once and taken out of it at once: neither history nor a shared screen keeps it. */
function takeCode(): { link: string } | { issuer: true } | undefined {
  const link = location.hash.slice(1);
  const query = new URLSearchParams(location.search);
  if (link !== '') {
    history.replaceState(null, '', '/sign-in');
    return { link };
  }
  return query.has('state') && (query.has('code') || query.has('error')) ? { issuer: true } : undefined;
}

async function signIn(site: SiteFacts, code: { link: string } | { issuer: true }): Promise<void> {
  if ('link' in code) {
    await ask(Nothing, '/api/v1/session', { method: 'POST', body: { code: code.link } });
    return;
  }
  if (site.signIn.kind !== 'oidc') throw new Error('this home signs people in by link');
  const { comeBack } = await import('./oidc.ts');
  await comeBack();
}

/** Where a sign-in link or an issuer leads to. Goes back to where somebody was once they are signed in. */
export function SignInPage(): ReactNode {
  const site = useSite();
  const client = useQueryClient();
  const [failed, setFailed] = useState<Error>();
  const [code] = useState(takeCode);
  const begun = useRef(false);
  useEffect(() => {
    if (site.data === undefined || code === undefined || begun.current) return;
    begun.current = true;
    signIn(site.data, code)
      .then(async () => {
        await client.resetQueries({ queryKey: keys.me });
        navigate(takeWay(), { replace: true });
      })
      .catch((thrown: unknown) => {
        history.replaceState(null, '', '/sign-in');
        setFailed(thrown instanceof Error ? thrown : new Error(String(thrown)));
      });
  }, [site.data, code, client]);
  return (
    <>
      <PracticeStrip site={site.data} />
      <main className="mg-phone">
        <SpaceBetween size="l">
          {site.error !== null && <Refused what="Mendgate" error={site.error} retry={() => void site.refetch()} />}
          {failed !== undefined && <Refused what="You are not signed in: this link" error={failed} />}
          {code !== undefined && failed === undefined ? (
            <Box textAlign="center" padding="xxl">
              <Spinner size="large" /> Signing you in
            </Box>
          ) : (
            site.data !== undefined && <SignInOffer site={site.data} />
          )}
        </SpaceBetween>
      </main>
    </>
  );
}
