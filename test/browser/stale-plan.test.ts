import { expect, test } from 'vitest';
import type { IncidentPage } from '../../src/contracts/api/incidents.ts';
import { aBrowser, expectNoComplaints, withoutLine } from './browser.ts';
import { enter, practiceHome } from './practice-home.ts';

const browser = aBrowser();
const older = 'f'.repeat(64);

test('a decision from a page that shows an older plan decides nothing, says so, and shows the new one', async () => {
  const home = await practiceHome();
  const hold = await home.hold();
  const view = await browser.open();
  const { page } = view;
  await enter(page, home);
  // The page as it stood before the plan was made anew: what it was told then, in place of what stands now.
  let shownOld = true;
  await page.route(`**/api/v1/incidents/${hold.incident}`, async (route) => {
    const response = await route.fetch();
    const told = (await response.json()) as IncidentPage;
    if (shownOld) {
      for (const one of [...told.holds, ...told.proposals]) one.planHash = older;
      for (const { plan } of told.proposals) plan.title = 'An older plan';
    }
    await route.fulfill({ response, json: told });
  });
  await page.goto(`${home.address}/incidents/${hold.incident}`);
  await page.getByRole('link', { name: 'An older plan' }).waitFor();
  await page.getByRole('button', { name: 'Approve' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve this plan?' });
  const answered = page.waitForResponse((response) => response.url().endsWith('/decision'));
  shownOld = false;
  await dialog.getByRole('button', { name: 'Approve' }).click();
  expect((await answered).status()).toBe(412);
  await dialog.getByText('The plan has changed while you looked').waitFor();
  expect(await dialog.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('This is a new plan').waitFor();
  await page.getByRole('link', { name: hold.plan.title }).waitFor();
  expect(await home.hold()).toMatchObject({ status: 'pending', approvals: [], planHash: hold.planHash });
  expectNoComplaints(view, /412/);
});

test('a plan that changes while the dialog is open cannot be sent at all', async () => {
  const home = await practiceHome();
  const hold = await home.hold();
  const view = await browser.open();
  const { page } = view;
  await withoutLine(page);
  await enter(page, home);
  let changed = false;
  await page.route(`**/api/v1/incidents/${hold.incident}`, async (route) => {
    const response = await route.fetch();
    const told = (await response.json()) as IncidentPage;
    if (changed) for (const one of [...told.holds, ...told.proposals]) one.planHash = older;
    await route.fulfill({ response, json: told });
  });
  await page.goto(`${home.address}/incidents/${hold.incident}`);
  await page.getByRole('button', { name: 'Approve' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve this plan?' });
  await dialog.waitFor();
  changed = true;
  await dialog.getByText('The plan has changed while you looked').waitFor();
  expect(await dialog.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);
  expect(view.sent.filter(({ path }) => path.endsWith('/decision'))).toEqual([]);
});
