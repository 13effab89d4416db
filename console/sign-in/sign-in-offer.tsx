import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import type { SiteFacts } from '../../src/contracts/api/site.ts';
import { PracticeLabel } from '../parts/labels.tsx';
import { Refused } from '../parts/part.tsx';
import { rememberWay } from './way-back.ts';

/** How to sign in here. Whoever does comes back to where they were. */
export function SignInOffer({ site, title = 'Sign in to Mendgate' }: { site: SiteFacts; title?: string }): ReactNode {
  const [failed, setFailed] = useState<Error>();
  const go = async () => {
    rememberWay(location.pathname + location.search + location.hash);
    try {
      const { goToIssuer } = await import('./oidc.ts');
      await goToIssuer();
    } catch (thrown) {
      setFailed(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  };
  return (
    <Container
      header={
        <Header variant="h2" info={site.practice && <PracticeLabel />}>
          {title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {failed !== undefined && <Refused what="The sign-in page" error={failed} />}
        {site.signIn.kind === 'oidc' ? (
          <Button variant="primary" fullWidth onClick={() => void go()}>
            Sign in
          </Button>
        ) : (
          <SpaceBetween size="xs">
            <Box>This home signs people in by a link that works once. On the machine it runs on, this prints one:</Box>
            <pre className="mg-block">mendgate sign-in</pre>
            <Box color="text-body-secondary">
              No access to that machine? Ask an owner for a link. Open it in this browser, then come back here.
            </Box>
            <Button onClick={() => location.reload()}>I have signed in</Button>
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Container>
  );
}
