import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionCookie, sessionIn } from '../../../src/core/access/session-cookie.ts';

const session = `${'A'.repeat(42)}-`;
const cookie = `mendgate_session=${session}`;

describe('the session in a Cookie header', () => {
  test.each([
    [cookie],
    [`${cookie};`],
    [`theme=dark; ${cookie}; other=1`],
    [`theme=dark;${cookie}`],
    [`mendgate_session_old=${session}; ${cookie}`],
    [`a=mendgate_session=${'B'.repeat(43)}; ${cookie}`],
  ])('%s', (header) => expect(sessionIn(header)).toBe(session));

  test.each([
    [undefined],
    [''],
    ['mendgate_session'],
    ['mendgate_session='],
    [`MENDGATE_SESSION=${session}`],
    [`mendgate_session="${session}"`],
    [`mendgate_session=${session}A`],
    [`mendgate_session=${session.slice(1)}`],
    [`mendgate_session=${session.slice(1)}\u0000`],
    // Two of one name: one of them was set by somebody else.
    [`${cookie}; ${cookie}`],
    [`mendgate_session=x; ${cookie}`],
  ])('%j holds none', (header) => expect(sessionIn(header)).toBeUndefined());

  test('whatever a browser sends, what comes out is a session in full or none', () => {
    const part = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom('mendgate_session=', 'mendgate_session', session, '; ', ';', '=', ' ', ','),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const found = sessionIn(parts.join(''));
        if (found !== undefined) expect(found).toMatch(/^[A-Za-z0-9_-]{43}$/);
      }),
      { numRuns: 2000 },
    );
  });

  test('what is set comes back, and no script, other site or plain connection sees it', () => {
    const set = sessionCookie(session, { secure: true, seconds: 60 });
    expect(sessionIn(set.split('; ')[0])).toBe(session);
    expect(set.split('; ').slice(1)).toEqual(['Path=/', 'Max-Age=60', 'HttpOnly', 'SameSite=Strict', 'Secure']);
    expect(sessionCookie(session, { secure: false, seconds: 60 })).not.toContain('Secure');
    expect(sessionCookie(undefined, { secure: false, seconds: 60 })).toMatch(/^mendgate_session=; Path=\/; Max-Age=0;/);
  });
});
