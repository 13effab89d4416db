import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Office, openOffice } from '../contract/smtp-office.ts';
import { picturesFolder, violations } from './accessibility.ts';
import { aBrowser, expectNoComplaints, phone } from './browser.ts';
import { enter, type PracticeHome, practiceHome } from './practice-home.ts';

const browser = aBrowser();

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

interface Asked {
  home: PracticeHome;
  office: Office;
  /** What ada's letter leads to. */
  address: string;
  html: string;
}

/** A home with a real mail server, and the letter it has sent to its approver ada. */
async function lettered(): Promise<Asked> {
  const office = await openOffice();
  onTestFinished(() => office.close());
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // Long enough a storm that ada is there before the plan asks.
  const home = await practiceHome({ workflow: { settleSeconds: 5 } }, [
    ...['--port', String(port), '--url', url],
    ...['--smtp', `smtp://127.0.0.1:${office.port}`, '--mail-from', 'mendgate@example.com'],
  ]);
  await home.person('ada', 'approver', 'ada@example.com');
  await home.hold();
  await expect.poll(() => office.delivered.length, { timeout: 20_000 }).toBe(1);
  const [letter] = office.delivered;
  expect(letter?.to).toEqual(['ada@example.com']);
  const address = new RegExp(`${url}/decide#\\S+`).exec(letter?.mail.text ?? '')?.[0] ?? '';
  return { home, office, address, html: letter?.mail.html || '' };
}
const decisionsOf = async (home: PracticeHome): Promise<{ by: string; verdict: string }[]> => {
  const { items } = await home.get<{ items: { id: string }[] }>('/api/v1/incidents');
  return (await home.get<{ decisions: { by: string; verdict: string }[] }>(`/api/v1/incidents/${items[0]?.id}`))
    .decisions;
};
const read = (page: Page) => page.getByRole('region', { name: 'Exact change' }).waitFor();

const folder = picturesFolder();
/** No serious violation in either theme; two pictures to look at. */
async function looksRight(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: join(folder, `${name}-390-${colorScheme}.png`), fullPage: true });
    expect(await violations(page), `${name} ${colorScheme}`).toEqual([]);
  }
}

describe('by the link of a letter, on a phone', () => {
  test('the plan is read signed out, a sign-in comes back to it, and the same person says yes', async () => {
    const { home, address } = await lettered();
    const view = await browser.open(phone);
    const { page } = view;
    await page.goto(address);
    await page.getByRole('heading', { name: 'Raise the memory limit of cart/app to 128Mi' }).waitFor();
    await read(page);
    for (const words of [
      'ada is asked for a yes or no',
      'lastState OOMKilled',
      'memory: 128Mi',
      '1 workload, 2 replicas',
      'Proven before you are asked',
      'What it cannot prove',
      'never as a yes',
    ])
      await page.getByText(words).first().waitFor();
    await page.getByText('Practice cluster.').waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);

    await page.getByText('Sign in to decide').waitFor();
    await looksRight(page, 'decide-signed-out');
    const signIn = await page.context().newPage();
    await signIn.goto(await home.signIn('ada'));
    await signIn.getByRole('table', { name: 'Incidents' }).waitFor();
    await page.getByRole('button', { name: 'I have signed in' }).click();
    await page.getByText('You decide as ada.').waitFor();
    await looksRight(page, 'decide');
    expect(page.url()).toBe(address);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Already approved').waitFor();
    expect(await decisionsOf(home)).toEqual([expect.objectContaining({ by: 'ada', verdict: 'approved' })]);
    // The link went in a body, never in an address.
    expectNoComplaints(view, /401/);
  });

  test('somebody else who is signed in is told whose link it is, and decides nothing with it', async () => {
    const { home, address } = await lettered();
    const { page, sent } = await browser.open(phone);
    await enter(page, home);
    await page.goto(address);
    await page.getByText('This link was sent to ada').waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect(sent.filter(({ path }) => path.endsWith('/decision'))).toEqual([]);
  });

  test.each([
    ['forged', (link: string) => `${link.slice(0, -4)}AAAA`, /This is no link of ours/],
    ['cut', (link: string) => link.slice(0, 40), /This is no link of ours/],
    ['gone', () => '', /There is no link in this address/],
    ['something else', () => '<img src=x onerror=alert(1)>', /This is no link of ours/],
  ])('%s: it says so, and whoever is signed in stays it', async (_, spoil, says) => {
    const { home, address } = await lettered();
    const view = await browser.open(phone);
    const { page } = view;
    await enter(page, home);
    const [place = '', link = ''] = address.split('#');
    await page.goto(`${place}#${spoil(link)}`);
    await page.getByText(says).waitFor();
    await page.getByRole('link', { name: /what waits/ }).click();
    await page.getByRole('heading', { name: 'Waiting' }).waitFor();
    expectNoComplaints(view, /401/);
  });
});

const clickable = 'button, a, summary, input, textarea, [role=button], [tabindex]';

/**
 * Everything that can be clicked, as pointers, keys and scripts do it: forwards and backwards, over and over, so that what
 * opens is clicked as well, its last button before the one that closes it.
 */
async function clickEverything(page: Page, href: string): Promise<void> {
  const [place = ''] = href.split('#');
  const backHome = async () => {
    if (!page.url().startsWith(place)) await page.goto(href);
  };
  for (const each of await page.locator(clickable).all()) {
    await each.click({ timeout: 500, noWaitAfter: true }).catch(() => undefined);
    await page.keyboard.press('Enter').catch(() => undefined);
    await backHome();
  }
  for (const order of ['', '.reverse()', '', '.reverse()', '.reverse()']) {
    await page
      .evaluate(`[...document.querySelectorAll(${JSON.stringify(clickable)})]${order}.forEach((it) => it.click())`)
      // A click that leads elsewhere takes the page away under the script that clicks: that is no more than it asked for.
      .catch((thrown: Error) => {
        if (!/context was destroyed/.test(thrown.message)) throw thrown;
      });
    await page.waitForTimeout(500);
    await backHome();
  }
}

test('a scanner that opens, waits and clicks everything while signed out decides nothing and changes nothing', async () => {
  const { home, address, html } = await lettered();
  const before = await home.get<{ items: unknown[] }>('/api/v1/holds');
  const logBefore = await logOf(home);
  const view = await browser.open(phone);
  const { page, sent } = view;

  // Every link of the letter, as the mail program would follow it.
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
  expect(links).toContain(address);
  for (const href of new Set([...links, address])) {
    await page.goto('about:blank');
    await page.goto(href);
    await read(page);
    await page.waitForTimeout(1500);
    await clickEverything(page, href);
  }
  expect(sent.filter(({ path }) => path !== '/api/v1/links/open')).toEqual([]);
  expect(await decisionsOf(home)).toEqual([]);
  expect(await home.get('/api/v1/holds')).toEqual(before);
  expect(await logOf(home)).toEqual(logBefore);
});

test('the same clicking by the person the letter was for, signed in, does decide: it clicks what there is', async () => {
  const { home, address } = await lettered();
  const { page } = await browser.open(phone);
  await enter(page, home, 'ada');
  await page.goto(address);
  await page.getByText('You decide as ada.').waitFor();
  await clickEverything(page, address);
  await expect.poll(() => decisionsOf(home), { timeout: 10_000 }).not.toEqual([]);
});

async function logOf(home: PracticeHome): Promise<unknown> {
  const { items } = await home.get<{ items: { id: string }[] }>('/api/v1/incidents');
  return home.get(`/api/v1/incidents/${items[0]?.id}/log`);
}
