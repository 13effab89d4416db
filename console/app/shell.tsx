import AppLayout from '@cloudscape-design/components/app-layout';
import Badge from '@cloudscape-design/components/badge';
import Flashbar from '@cloudscape-design/components/flashbar';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { IncidentListPage } from '../incidents/incident-list-page.tsx';
import { Empty } from '../parts/empty.tsx';
import { follow, Go } from '../parts/go.tsx';
import { Waiting } from '../parts/part.tsx';
import { PartBoundary } from '../parts/part-boundary.tsx';
import { useHolds } from '../server/queries.ts';
import { LiveProvider, usePaceMs } from './live.tsx';
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
  const [open, setOpen] = useState(() => matchMedia('(min-width: 1200px)').matches);
  const { items } = useNotices();
  const waiting = useHolds(usePaceMs()).data?.length ?? 0;
  return (
    <>
      <div id="top" className="mg-top">
        <TopBar />
      </div>
      <AppLayout
        headerSelector="#top"
        toolsHide
        navigationOpen={open}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        navigationWidth={240}
        navigation={
          <SideNavigation
            activeHref={`/${path.split('/')[1] || 'incidents'}`}
            onFollow={follow}
            items={[
              { type: 'link', text: 'Incidents', href: '/incidents' },
              {
                type: 'link',
                text: 'Waiting',
                href: '/holds',
                ...(waiting > 0 && { info: <Badge color="red">{waiting}</Badge> }),
              },
              { type: 'link', text: 'Dead letters', href: '/dead-letters' },
              { type: 'divider' },
              { type: 'link', text: 'Settings', href: '/settings' },
              { type: 'link', text: 'API', href: '/docs' },
            ]}
          />
        }
        notifications={
          <>
            <StoppedBanner />
            <Flashbar items={items} />
          </>
        }
        content={
          <PartBoundary key={path.split('/')[1]} what="This page">
            <Suspense fallback={<Waiting what="the page" lines={8} />}>
              <Pages />
            </Suspense>
          </PartBoundary>
        }
      />
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
