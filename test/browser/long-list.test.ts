import { expect, test } from 'vitest';
import { aBrowser, expectNoComplaints } from './browser.ts';
import { homeWithMany } from './long-list.ts';

const browser = aBrowser();
const count = 10_000;

/** Runs in the page. */
function toItsEnd(element: unknown): void {
  const scrolled = element as { scrollTop: number; scrollHeight: number };
  scrolled.scrollTop = scrolled.scrollHeight;
}

test('ten thousand incidents: few rows are there at a time, and the last one is reached', async () => {
  const home = await homeWithMany(count);
  const view = await browser.open();
  const { page } = view;
  const most: number[] = [];
  await page.goto(home.signIn);
  const table = page.getByRole('table', { name: 'Incidents' });
  await table.waitFor();
  const rows = table.getByRole('row');
  await page.getByRole('heading', { name: 'Incidents (100+)' }).waitFor();

  // Scrolled to its end, it asks for the next page, until there is none.
  await expect
    .poll(
      async () => {
        most.push(await rows.count());
        await table.evaluate(toItsEnd);
        return page.getByRole('heading', { name: `Incidents (${count})` }).count();
      },
      { timeout: 90_000, interval: 50 },
    )
    .toBe(1);
  await table.getByRole('link', { name: 'KubePodCrashLooping 0', exact: true }).waitFor();
  expect(await table.getAttribute('aria-rowcount')).toBe(`${count + 1}`);
  expect(Math.max(...most, await rows.count())).toBeLessThan(60);

  await page.getByLabel('Find incidents').fill('crashlooping 4711');
  await table.getByRole('link', { name: 'KubePodCrashLooping 4711', exact: true }).waitFor();
  expect(await rows.count()).toBe(2);
  expect(new URL(page.url()).search).toBe('?q=crashlooping+4711');
  await table.getByRole('link').press('Enter');
  await page.getByRole('heading', { name: 'KubePodCrashLooping 4711', level: 1 }).waitFor();
  await page.goBack();
  await table.getByRole('link', { name: 'KubePodCrashLooping 4711', exact: true }).waitFor();
  // These incidents have no log: the page of one says so.
  expectNoComplaints(view, /404/);
});

test('a filter looks through all incidents, not only those that were read', async () => {
  const home = await homeWithMany(1000);
  const { page } = await browser.open();
  await page.goto(home.signIn);
  await page.getByRole('table', { name: 'Incidents' }).waitFor();
  await page.goto(`${home.address}/incidents?q=crashlooping%207&sort=oldest`);
  await page.getByRole('link', { name: 'KubePodCrashLooping 7', exact: true }).waitFor();
  await page.getByRole('heading', { name: /of 1000\)$/ }).waitFor();
});
