import { createContext, useContext } from 'react';
import type { SiteFacts } from '../../src/contracts/api/site.ts';
import type { Me } from '../../src/contracts/api/users.ts';

export const PersonContext = createContext<Me | undefined>(undefined);
export const SiteContext = createContext<SiteFacts | undefined>(undefined);

/** Whoever is signed in: on every page but those that anybody may open. */
export function usePerson(): Me {
  const me = useContext(PersonContext);
  if (me === undefined) throw new Error('nobody is signed in here');
  return me;
}
export function useSiteFacts(): SiteFacts {
  const site = useContext(SiteContext);
  if (site === undefined) throw new Error('this place is not known yet');
  return site;
}
