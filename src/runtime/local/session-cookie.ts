import { Fault } from '../../contracts/fault.ts';
import type { Route } from '../../contracts/route.ts';
import type { User } from '../../contracts/stored.ts';
import { sessionIn } from '../../core/access/session-cookie.ts';
import type { Ports } from '../../core/ports.ts';
import type { Response as Answer, Request as Asked } from '../../core/routes/route.ts';
import { inSession, signedIn } from '../../core/routes/sign-in.ts';
import { failedTries } from './failed-tries.ts';
import { ownOrigin } from './names.ts';

/** A request on its way to its handler: who sent it is found out, or it is refused. */
export type Entrance = (route: Route, asked: Asked, handle: () => Promise<Answer>) => Promise<Answer>;

/**
 * How people come into a home: by a bearer token, or by the cookie of a browser. A browser sends its cookie whoever's page
 * asked it to, so that whatever changes something must come from a page of this home: its Origin, which no page can choose, and
 * a header that no form can send. Opening a session asks the same: nobody is to be signed in as somebody else unseen.
 */
export function entrance({ records, clock, site }: Pick<Ports, 'records' | 'clock' | 'site'>): Entrance {
  const guarded = failedTries(clock);
  const person = async (route: Route, asked: Asked): Promise<User> => {
    const { authorization, cookie } = asked.headers;
    const session = authorization === undefined ? sessionIn(cookie) : undefined;
    if (session === undefined) return signedIn(records, route, authorization, clock.now());
    if (route.method !== 'GET') fromOwnPage(asked.headers, site.facts().url);
    return inSession(records, route, session, clock.now());
  };
  return async (route, asked, handle) => {
    if (route.id === 'open-session') {
      fromOwnPage(asked.headers, site.facts().url);
      return guarded(handle);
    }
    if (route.auth === 'person') asked.person = await person(route, asked);
    return handle();
  };
}

function fromOwnPage(headers: Asked['headers'], url: string | undefined): void {
  const own = ownOrigin(headers.host, url);
  if (headers.origin === own && headers['x-mendgate'] === 'console') return;
  throw new Fault(
    'Forbidden',
    'this did not come from a page of this home',
    `A browser must send Origin ${own} and the header x-mendgate: console; programs send a bearer token instead.`,
  );
}
