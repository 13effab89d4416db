import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SiteFacts } from '../../src/contracts/api/site.ts';
import { consoleFiles } from '../../src/runtime/local/console-files.ts';
import { aBrowser, expectNoComplaints } from './browser.ts';
import { type OidcIssuer, oidcIssuer } from './oidc-issuer.ts';
import { type PracticeHome, practiceHome } from './practice-home.ts';

const browser = aBrowser();

const someIssuer = async (): Promise<OidcIssuer> => {
  const issuer = await oidcIssuer();
  issuer.signedIn = { sub: 'ada' };
  return issuer;
};

/**
 * The console as AWS has it, in front of a real home: files with the issuer in their policy, tokens judged before the routes.
 * Only what an issuer signed lately is let through, as the gateway does it.
 */
async function frontOf(home: PracticeHome, issuer: OidcIssuer): Promise<string> {
  const files = consoleFiles(undefined, [issuer.url]);
  const facts: SiteFacts = {
    home: 'aws',
    practice: true,
    signIn: { kind: 'oidc', issuer: issuer.url, client: issuer.client },
    live: '/live',
  };
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://front').pathname;
    const answer = async (): Promise<Response> => {
      const file = files.answer(request.method ?? '', path);
      if (file !== undefined) return file;
      if (path === '/config.json') return Response.json(facts);
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      if (token === undefined || token !== issuer.tokens.at(-1))
        return Response.json({ message: 'Unauthorized' }, { status: 401 });
      return home.fetch(request.method ?? 'GET', request.url ?? '/', request.headers, request);
    };
    // A home that has ended, with the test, answers nobody any more.
    const { status, headers, body } = await answer().catch(() => Response.json({}, { status: 502 }));
    response.writeHead(status, Object.fromEntries(headers));
    if (body === null) response.end();
    else Readable.fromWeb(body as never).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('signing in at an issuer', () => {
  test('comes back to the page somebody was on; tokens are in no address, and a decision carries one', async () => {
    const home = await practiceHome();
    const hold = await home.hold();
    const issuer = await someIssuer();
    const front = await frontOf(home, issuer);
    const view = await browser.open();
    const { page } = view;
    const addresses: string[] = [];
    page.on('framenavigated', (frame) => addresses.push(frame.url()));
    await page.goto(`${front}/incidents/${hold.incident}/resolution`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('What it cannot prove').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/incidents/${hold.incident}/resolution`);
    expect(new URL(page.url()).search).toBe('');
    for (const token of issuer.tokens) for (const address of addresses) expect(address).not.toContain(token);
    expect(await page.evaluate('Object.keys(localStorage).filter((key) => key.includes("oidc"))')).toEqual([]);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await page.getByText(/^Approved: /).waitFor();
    expectNoComplaints(view, /401|live/);
  });

  test('a token that runs out is renewed once for all that ask at that moment, without leaving the page', async () => {
    const home = await practiceHome();
    await home.hold();
    const issuer = await someIssuer();
    // Shorter than what is taken for fresh: each question finds it about to run out.
    issuer.lifetime = 30;
    const front = await frontOf(home, issuer);
    const { page } = await browser.open();
    await page.goto(front);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('table', { name: 'Incidents' }).waitFor();
    issuer.lifetime = 3600;
    await page
      .getByRole('link', { name: /^Waiting/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    const handedOut = issuer.tokens.length;
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await page.getByText(/^Approved: /).waitFor();
    expect(handedOut).toBeGreaterThan(1);
    expect(issuer.tokens.length - handedOut).toBeLessThanOrEqual(1);
  });

  test('a session that ended elsewhere asks to sign in again, on the page it ended on', async () => {
    const home = await practiceHome();
    const issuer = await someIssuer();
    const front = await frontOf(home, issuer);
    const { page } = await browser.open();
    await page.goto(`${front}/holds`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Waiting' }).waitFor();
    issuer.tokens.push('another one counts from now on');
    await page.getByText('Sign in to Mendgate').waitFor();
    issuer.tokens.pop();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Waiting' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/holds');
  });

  test.each([
    ['the issuer says no', true, undefined],
    ['a code that nobody asked for', false, '/sign-in?code=stolen&state=unknown'],
  ])('%s: nobody is signed in, and it says so', async (_, refuses, path) => {
    const home = await practiceHome();
    const issuer = await someIssuer();
    issuer.refuses = refuses;
    const front = await frontOf(home, issuer);
    const { page } = await browser.open();
    await page.goto(`${front}${path ?? '/'}`);
    if (path === undefined) await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(/^You are not signed in/).waitFor();
    expect(new URL(page.url()).search).toBe('');
    expect(issuer.tokens).toEqual([]);
  });
});
