import { expect, test } from 'vitest';
import type { HoldList } from '../../src/contracts/api/holds.ts';
import { aBrowser } from './browser.ts';
import { enter, practiceHome } from './practice-home.ts';

const browser = aBrowser();

test('approve all: one vote per plan that was listed, for the hash then shown; a changed one is left out and named', async () => {
  const home = await practiceHome();
  const hold = await home.hold();
  const view = await browser.open();
  const { page } = view;
  await enter(page, home);
  // A second plan in the list that the home no longer has as it is shown.
  const changed = {
    ...hold,
    id: 'changed',
    planHash: 'f'.repeat(64),
    plan: { ...hold.plan, title: 'A plan as it was' },
  };
  await page.route('**/api/v1/holds', async (route) => {
    const response = await route.fetch();
    const told = (await response.json()) as HoldList;
    await route.fulfill({ response, json: { ...told, items: [changed, ...told.items] } });
  });
  await page.goto(`${home.address}/holds`);
  await page.getByRole('button', { name: 'Approve all' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve these 2 plans?' });
  await dialog.getByText('A plan as it was').waitFor();
  await dialog.getByRole('button', { name: 'Approve 2 plans' }).click();
  await page.getByText('Approved: 1 of 2').waitFor();
  await page.getByText('left out: A plan as it was (the plan is not the one you saw)').waitFor();
  expect(view.sent.filter(({ path }) => path.endsWith('/decision'))).toHaveLength(2);
  const { decisions } = await home.get<{ decisions: unknown[] }>(`/api/v1/incidents/${hold.incident}`);
  expect(decisions).toEqual([expect.objectContaining({ verdict: 'approved', planHash: hold.planHash })]);
});
