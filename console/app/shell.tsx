import Flashbar from '@cloudscape-design/components/flashbar';
import { lazy, type ReactNode, Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { IncidentListPage } from '../incidents/incident-list-page.tsx';
import { Empty } from '../parts/empty.tsx';
import { Go } from '../parts/go.tsx';
import { Waiting } from '../parts/part.tsx';
import { PartBoundary } from '../parts/part-boundary.tsx';
import { LiveProvider } from './live.tsx';
import { Navigation } from './navigation.tsx';
import { useNotices } from './notices.tsx';
import { PersonContext, SiteContext } from './person.tsx';
import { useMe, useSite } from './session.ts';
import { SignedOut } from './signed-out.tsx';
import { StoppedBanner } from './stopped-banner.tsx';
import { TopBar } from './top-bar.tsx';

const IncidentPage = lazy(() => import('../incident/incident-page.tsx').then((it) => ({ default: it.IncidentPage })));
const HoldsPage = lazy(() => import('../holds/holds-page.tsx').then((it) => ({ default: it.HoldsPage })));
const LettersPage = lazy(() => import('../letters/letters-page.tsx').then((it) => ({ default: it.LettersPage })));
const LetterPage = lazy(() => import('../letters/letter-page.tsx').then((it) => ({ default: it.LetterPage })));
const SettingsPage = lazy(() => import('../settings/settings-page.tsx').then((it) => ({ default: it.SettingsPage })));
const DocsPage = lazy(() => import('../docs/docs-page.tsx').then((it) => ({ default: it.DocsPage })));

/** Everything behind a sign-in: top bar, side bar, notices, the page of the address. */
export function Shell(): ReactNode {
  const site = useSite();
  const me = useMe(site.data);
  if (site.data === undefined || !me.data)
    return (
      <SignedOut
        site={site.data}
        error={site.error ?? me.error}
        waiting={site.isPending || me.isPending}
        retry={() => void (site.error === null ? me.refetch() : site.refetch())}
      />
    );
  return (
    <SiteContext value={site.data}>
      <PersonContext value={me.data}>
        <LiveProvider site={site.data}>
          <Frame />
        </LiveProvider>
      </PersonContext>
    </SiteContext>
  );
}

function Frame(): ReactNode {
  const [path] = useLocation();
  const { items } = useNotices();
  return (
    <>
      <a className="mg-skip" href="#page">
        To the page
      </a>
      <header className="mg-top">
        <TopBar />
      </header>
      <div className="mg-frame">
        <Navigation />
        <main id="page" className="mg-main" tabIndex={-1}>
          <div className="mg-notices">
            <StoppedBanner />
            {items.length > 0 && <Flashbar items={items} />}
          </div>
          <PartBoundary key={path.split('/')[1]} what="This page">
            <Suspense fallback={<Waiting what="the page" lines={8} />}>
              <Pages />
            </Suspense>
          </PartBoundary>
        </main>
      </div>
    </>
  );
}

const Pages = (): ReactNode => (
  <Switch>
    <Route path="/" component={IncidentListPage} />
    <Route path="/incidents" component={IncidentListPage} />
    <Route path="/incidents/:incident/:tab?" component={IncidentPage} />
    <Route path="/holds" component={HoldsPage} />
    <Route path="/dead-letters" component={LettersPage} />
    <Route path="/dead-letters/:letter" component={LetterPage} />
    <Route path="/settings/:name?" component={SettingsPage} />
    <Route path="/docs" component={DocsPage} />
    <Route>
      <Empty title="There is no such page">
        <Go href="/incidents">See the incidents</Go>
      </Empty>
    </Route>
  </Switch>
);
