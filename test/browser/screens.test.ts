import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { picturesFolder, violations } from './accessibility.ts';
import { aBrowser } from './browser.ts';
import { enter, type PracticeHome, practiceHome } from './practice-home.ts';

const browser = aBrowser();
const folder = picturesFolder();
const widths = [390, 1024, 1440] as const;
const themes = ['light', 'dark'] as const;

interface Screen {
  name: string;
  path: string;
  /** What is on it once it is whole. */
  ready: RegExp;
  after?: (page: Page) => Promise<void>;
}

function screensOf(incident: string, letter: string): Screen[] {
  const at = (tab: string) => `/incidents/${incident}/${tab}`;
  return [
    { name: 'list', path: '/incidents', ready: /waiting for a person/ },
    { name: 'nothing-fits', path: '/incidents?q=nothing-like-this', ready: /No incident fits/ },
    { name: 'overview', path: at('overview'), ready: /Alarm received/ },
    { name: 'triage', path: at('triage'), ready: /a real alarm/ },
    { name: 'resolution', path: at('resolution'), ready: /What it cannot prove/ },
    { name: 'evidence', path: at('evidence'), ready: /Could not look|Kept/ },
    { name: 'timeline', path: at('timeline'), ready: /Waits for a person/ },
    { name: 'unknown', path: '/incidents/01KNOTHING', ready: /There is no incident/ },
    { name: 'holds', path: '/holds', ready: /waits for/ },
    {
      name: 'dialog',
      path: '/holds',
      ready: /waits for/,
      after: async (page) => {
        await page.getByRole('button', { name: 'Approve' }).click();
        await page.getByRole('dialog').getByText('Plan hash').waitFor();
      },
    },
    { name: 'dead-letters', path: '/dead-letters', ready: /put aside/ },
    { name: 'dead-letter', path: `/dead-letters/${letter}`, ready: /Replay as it came/ },
    { name: 'settings', path: '/settings/policy', ready: /can_auto_apply/ },
    {
      name: 'settings-edit',
      path: '/settings/guardrails',
      ready: /memoryFactor/,
      after: async (page) => {
        await page.getByRole('button', { name: 'Edit' }).click();
        await page.getByLabel('Document (JSON)').fill('{"memoryFactor": 2}');
        await page.getByText(/memoryLimitAtMost: /).waitFor();
      },
    },
    { name: 'docs', path: '/docs', ready: /Live events/ },
  ];
}

async function show(page: Page, home: PracticeHome, screen: Screen): Promise<void> {
  await page.goto(home.address + screen.path);
  await page.getByText(screen.ready).first().waitFor();
  await screen.after?.(page);
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}

/** An alarm nobody can read, put aside. */
async function deadLetter(home: PracticeHome): Promise<string> {
  expect(await home.alarm({ version: '4', alerts: 'none' })).toBe(400);
  const letters = () => home.get<{ items: { id: string }[] }>('/api/v1/dead-letters');
  await expect.poll(async () => (await letters()).items.length, { timeout: 10_000 }).toBe(1);
  return (await letters()).items[0]?.id ?? '';
}

describe('every screen', () => {
  test('no serious violation in either theme, wide and on a phone; pictures at three widths', async () => {
    const home = await practiceHome();
    const { incident } = await home.hold();
    const screens = screensOf(incident, await deadLetter(home));
    const { page } = await browser.open();
    await enter(page, home);
    const { cookies } = await page.context().storageState();
    const found: string[] = [];
    for (const theme of themes)
      for (const width of widths) {
        const { page: view } = await browser.open({
          viewport: { width, height: width === 390 ? 844 : 900 },
          colorScheme: theme,
        });
        await view.context().addCookies(cookies);
        for (const screen of screens) {
          await show(view, home, screen);
          await view.screenshot({
            path: join(folder, `${screen.name}-${width}-${theme}.png`),
            fullPage: screen.name !== 'dialog',
          });
          if (width !== 1024)
            found.push(...(await violations(view)).map((what) => `${screen.name} ${width} ${theme}: ${what}`));
        }
        await view.close();
      }
    expect(found).toEqual([]);
    console.info(`pictures of every screen: ${folder}`);
  }, 600_000);
});

test('a check that finds nothing would find everything: bad contrast and a nameless button are seen', async () => {
  const { page } = await browser.open();
  await page.setContent(
    '<html lang="en"><title>x</title><main><p style="color:#ccc;background:#fff">hardly</p><button></button></main></html>',
  );
  const found = (await violations(page)).map((what) => what.split(':')[0]);
  expect(found).toEqual(expect.arrayContaining(['color-contrast', 'button-name']));
});

describe('the theme', () => {
  test('is the system’s wish at first, then what was chosen, and it is kept', async () => {
    const home = await practiceHome();
    const { page } = await browser.open({ colorScheme: 'dark' });
    await enter(page, home);
    const dark = () => page.evaluate('document.body.classList.contains("awsui-dark-mode")');
    expect(await dark()).toBe(true);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(dark).toBe(false);
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('menuitem', { name: 'Dark' }).click();
    await expect.poll(dark).toBe(true);
    await page.reload();
    await page.getByRole('button', { name: 'Refresh the list' }).waitFor();
    expect(await dark()).toBe(true);
  });
});
