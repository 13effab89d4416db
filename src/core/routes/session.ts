import { SessionRequest } from '../../contracts/api/session.ts';
import { Fault } from '../../contracts/fault.ts';
import { openSession, sessionSeconds } from '../access/session.ts';
import { sessionCookie, sessionIn } from '../access/session-cookie.ts';
import { hashOf } from '../access/sign-in-code.ts';
import { endToken } from '../access/token.ts';
import { bodyOf, handlers, ok, personOf, type Request, type RouteUses } from './route.ts';

/** A browser's way in and out, in a home that signs in by links. */
export const session = handlers('session', {
  'open-session': async (ports, request) => {
    const { code } = bodyOf(request, SessionRequest);
    const { session, user, expiresAt } = await openSession(ports, code);
    const { id, name, roles, tenant, mail } = user;
    const cookie = sessionCookie(session, { secure: isSecure(ports, request), seconds: sessionSeconds });
    return ok({ me: { id, name, roles, tenant, mail }, expiresAt }, { 'set-cookie': cookie });
  },
  'close-session': async (ports, request) => {
    const { tenant, id } = personOf(request);
    const session = sessionIn(request.headers.cookie);
    const headers = { 'set-cookie': sessionCookie(undefined, { secure: isSecure(ports, request), seconds: 0 }) };
    if (session === undefined) return ok({ ended: false }, headers);
    try {
      await endToken(ports, { tenant, by: { kind: 'person', id }, id: hashOf(session) });
      return ok({ ended: true }, headers);
    } catch (thrown) {
      // It ended by itself in between: what was asked for is true.
      if (thrown instanceof Fault && thrown.word === 'NotFound') return ok({ ended: false }, headers);
      throw thrown;
    }
  },
});

/** The browser came over TLS: the address people reach the home by says so, and it is the one this request was sent to. */
const isSecure = ({ site }: Pick<RouteUses<'session'>, 'site'>, { headers }: Request): boolean =>
  site.facts().url === `https://${(headers.host ?? '').toLowerCase()}`;
