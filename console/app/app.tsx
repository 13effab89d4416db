import { I18nProvider } from '@cloudscape-design/components/i18n';
import english from '@cloudscape-design/components/i18n/messages/all.en';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { PartBoundary } from '../parts/part-boundary.tsx';
import { Refusal } from '../server/ask.ts';
import { keys } from '../server/keys.ts';
import { NoticesProvider } from './notices.tsx';
import { forgetPerson } from './session.ts';
import { Shell } from './shell.tsx';

const DecidePage = lazy(() => import('../decide/decide-page.tsx').then((it) => ({ default: it.DecidePage })));
const SignInPage = lazy(() => import('../sign-in/sign-in-page.tsx').then((it) => ({ default: it.SignInPage })));

/** The session ended, wherever it was noticed: the sign-in page takes over. */
const noticed = (thrown: unknown) => {
  if (thrown instanceof Refusal && thrown.status === 401) forgetPerson(client);
};
/** A link that is none of ours says nothing about who is signed in. */
const isLink = (key: readonly unknown[]): boolean => key[0] === keys.link('')[0];
const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (thrown, { queryKey }) => void (isLink(queryKey) || noticed(thrown)) }),
  mutationCache: new MutationCache({ onError: noticed }),
  defaultOptions: {
    queries: {
      staleTime: 2000,
      // What may work later is tried again by itself; what was refused is not asked over and over.
      retry: (count, thrown) => count < 2 && thrown instanceof Refusal && (thrown.status === 0 || thrown.status >= 500),
    },
  },
});

export const App = (): ReactNode => (
  <I18nProvider locale="en" messages={[english]}>
    <QueryClientProvider client={client}>
      <NoticesProvider>
        <PartBoundary what="The console">
          <Suspense fallback={null}>
            <Switch>
              <Route path="/decide">
                <DecidePage />
              </Route>
              <Route path="/sign-in">
                <SignInPage />
              </Route>
              <Route>
                <Shell />
              </Route>
            </Switch>
          </Suspense>
        </PartBoundary>
      </NoticesProvider>
    </QueryClientProvider>
  </I18nProvider>
);
