import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { SiteFacts } from '../../src/contracts/api/site.ts';
import { Me } from '../../src/contracts/api/users.ts';
import { ask, asRefusal, Nothing } from '../server/ask.ts';
import { keys } from '../server/keys.ts';

/** What this place is: which home, how people sign in, whether it only practises. */
export const useSite = () =>
  useQuery({ queryKey: keys.site, queryFn: readSite, staleTime: Number.POSITIVE_INFINITY, retry: 2 });

async function readSite({ signal }: { signal: AbortSignal }): Promise<SiteFacts> {
  const { value } = await ask(SiteFacts, '/config.json', { signal });
  // Loaded only where it is needed: most homes sign in by link.
  if (value.signIn.kind === 'oidc') {
    const { startOidc } = await import('../sign-in/oidc.ts');
    startOidc(value.signIn);
  }
  return value;
}

/** Who is signed in; null when nobody is. */
export function useMe(site: SiteFacts | undefined) {
  return useQuery({ queryKey: keys.me, queryFn: readMe, enabled: site !== undefined, staleTime: 300_000, retry: 1 });
}

async function readMe({ signal }: { signal: AbortSignal }): Promise<Me | null> {
  try {
    return (await ask(Me, '/api/v1/me', { signal })).value;
  } catch (thrown) {
    if (asRefusal(thrown).status === 401) return null;
    throw thrown;
  }
}

/** Nobody is signed in any more: what was read for somebody is forgotten. */
export function forgetPerson(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.site[0] && queryKey[0] !== keys.me[0] });
  client.setQueryData(keys.me, null);
}

export function useSignOut(site: SiteFacts | undefined): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    if (site?.signIn.kind === 'oidc') {
      const { endOidc } = await import('../sign-in/oidc.ts');
      await endOidc();
    } else await ask(Nothing, '/api/v1/session', { method: 'DELETE' });
    forgetPerson(client);
  }, [client, site]);
}

/** Whether somebody of these roles may decide about plans; the server judges it again. */
export const mayDecide = (me: Me): boolean => me.roles.includes('approver') || me.roles.includes('owner');
export const isOwner = (me: Me): boolean => me.roles.includes('owner');
