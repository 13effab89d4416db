import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { consoleHeaders, isConsolePath } from '../../src/contracts/console.ts';
import { addUser } from '../../src/core/access/add-user.ts';
import { keys } from '../../src/core/ledger/keys.ts';
import { root } from '../architecture/tree.ts';
import { dynoxideMissing } from '../contract/records-dynoxide.ts';
import { awsHome, tenant } from '../functions/aws-home.ts';
import { gateway } from '../functions/gateway.ts';
import { aBrowser, expectNoComplaints } from './browser.ts';
import { oidcIssuer } from './oidc-issuer.ts';

const browser = aBrowser();
const types = { html: 'text/html', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', woff2: 'font/woff2' };

/** The console as the front door of AWS serves it: its policy lets it speak to the issuer, and to nobody else. */
const files =
  (issuer: string) =>
  (path: string): Response | undefined => {
    const name = isConsolePath(path) ? 'index.html' : path.slice(1);
    const type = types[name.slice(name.lastIndexOf('.') + 1) as keyof typeof types];
    if (type === undefined || name.includes('..')) return undefined;
    const bytes = new Uint8Array(readFileSync(join(root, 'dist', 'console', name)));
    return new Response(bytes, { headers: { ...consoleHeaders([issuer]), 'content-type': type } });
  };

async function deployed() {
  const home = await awsHome();
  onTestFinished(() => home.close());
  const issuer = await oidcIssuer();
  const signIn = { kind: 'oidc', issuer: issuer.url, client: issuer.client } as const;
  const site = () => ({ facts: () => ({ home: 'aws', practice: false, signIn, live: '/live' }) as const });
  const address = await gateway({ ...home.opens, site } as typeof home.opens, issuer.prove, files(issuer.url));
  const invite = (id: string, mail: string) =>
    addUser(
      { records: home.records, clock: home.opens.clock(), site: site() },
      { tenant, by: { kind: 'system', id: 'test' }, asked: { id, name: `${id} of the tests`, roles: ['owner'], mail } },
    );
  return { home, issuer, address, invite };
}

describe.skipIf(dynoxideMissing !== undefined)(dynoxideMissing ?? 'signing in at an issuer', () => {
  test('who was invited opens the console, signs in, and is in: the address keeps nothing of it', async () => {
    const { home, issuer, address, invite } = await deployed();
    await invite('ada', 'ada@example.com');
    issuer.signedIn = { sub: '5f0a', email: 'Ada@example.com', email_verified: true };
    const view = await browser.open();
    const { page } = view;
    await page.goto(`${address}/holds`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('ada of the tests').filter({ visible: true }).first().waitFor();
    const { pathname, search, hash } = new URL(page.url());
    expect({ pathname, search, hash }).toEqual({ pathname: '/holds', search: '', hash: '' });
    expect((await home.records.get(keys.user(tenant, 'ada')))?.body.person).toEqual({
      issuer: issuer.url,
      subject: '5f0a',
    });

    // Another look in the same tab asks nobody again; another browser is nobody.
    await page.reload();
    await page.getByText('ada of the tests').filter({ visible: true }).first().waitFor();
    const other = await browser.open();
    await other.page.goto(`${address}/holds`);
    await other.page.getByRole('button', { name: 'Sign in' }).waitFor();
    expectNoComplaints(view, /40[134]|live/);
  });

  test.each([
    ['a mail that nobody verified', { email: 'ada@example.com', email_verified: false }],
    ['a mail that nobody invited', { email: 'mallory@example.com', email_verified: true }],
  ])('who comes with %s is told whom to ask, and sees nothing', async (_, claims) => {
    const { home, issuer, address, invite } = await deployed();
    await invite('ada', 'ada@example.com');
    issuer.signedIn = { sub: 'mallory', ...claims };
    const { page } = await browser.open();
    await page.goto(`${address}/incidents`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page
      .getByText(/no user of Mendgate/)
      .first()
      .waitFor();
    expect(await page.getByText('ada of the tests').count()).toBe(0);
    expect((await home.records.get(keys.user(tenant, 'ada')))?.body).not.toHaveProperty('person');
  });
});
