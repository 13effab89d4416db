import { expect, test } from 'vitest';
import { aBrowser, expectNoComplaints, type WatchedPage, withoutLine } from './browser.ts';
import { enter, practiceHome } from './practice-home.ts';

const browser = aBrowser();
const line = ({ page }: WatchedPage, words: 'Live' | 'Polling' | 'Connecting') =>
  page.getByRole('button', { name: new RegExp(`^${words}: `) });

test('what one decides another sees without asking: two browsers on one live line', async () => {
  const home = await practiceHome();
  const hold = await home.hold();
  const [one, two] = [await browser.open(), await browser.open()];
  await enter(one.page, home);
  await enter(two.page, home);
  for (const view of [one, two]) {
    await view.page.goto(`${home.address}/incidents/${hold.incident}`);
    await line(view, 'Live').waitFor();
    await view.page.getByRole('button', { name: 'Approve' }).waitFor();
  }
  // Nothing is asked by the clock while the line is there: what is seen came over it.
  const asked: string[] = [];
  two.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await two.page.waitForTimeout(5000);
  expect(asked).toEqual([]);
  await one.page.getByRole('button', { name: 'Approve' }).click();
  await one.page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await two.page.getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' });
  await two.page.getByText('Nothing: it recovered').waitFor({ timeout: 60_000 });
  expectNoComplaints(one);
  expectNoComplaints(two);
});

test('with the live line cut the story goes on by polling, and the badge says so', async () => {
  const home = await practiceHome();
  const hold = await home.hold();
  const view = await browser.open();
  const { page } = view;
  await withoutLine(page);
  await enter(page, home);
  await page.goto(`${home.address}/incidents/${hold.incident}`);
  await line(view, 'Polling').waitFor();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await page.getByText(/^Approved: /).waitFor();
  await page.getByText('Nothing: it recovered').waitFor({ timeout: 60_000 });
});

test('a line that is cut in the middle comes back by itself, and what was missed is there: no entry twice, none lost', async () => {
  const home = await practiceHome();
  const hold = await home.hold();
  const view = await browser.open();
  const { page } = view;
  let cut = () => {};
  let refuse = false;
  await page.routeWebSocket(/\/live/, (socket) => {
    if (refuse) return void socket.close();
    socket.connectToServer();
    cut = () => void socket.close({ code: 1001, reason: 'gone' });
  });
  await enter(page, home);
  await page.goto(`${home.address}/incidents/${hold.incident}/timeline`);
  await line(view, 'Live').waitFor();
  await page.getByText('Waits for a person', { exact: true }).waitFor();

  // Nobody tells it and nobody is asked: the gap in which something happens.
  refuse = true;
  await page.route('**/api/**', (route) => route.abort());
  cut();
  await line(view, 'Polling').waitFor();
  const { status } = await home.send('POST', `/api/v1/holds/${hold.name}/decision`, {
    verdict: 'rejected',
    planHash: hold.planHash,
    reason: 'in the gap',
  });
  expect(status).toBe(200);

  refuse = false;
  await page.unroute('**/api/**');
  await line(view, 'Live').waitFor({ timeout: 60_000 });
  await page.getByText('reason: in the gap').waitFor();
  await page.getByText('Incident closed', { exact: true }).waitFor();
  const { items } = await home.get<{ items: { seq: number }[] }>(`/api/v1/incidents/${hold.incident}/log?limit=200`);
  const shown = (await page.getByText(/· entry \d+$/).allTextContents()).map((text) =>
    Number(/entry (\d+)$/.exec(text)?.[1]),
  );
  expect(shown).toEqual(items.map(({ seq }) => seq));
});

test('a new incident comes into the list by itself', async () => {
  const home = await practiceHome();
  await home.hold();
  const view = await browser.open();
  await enter(view.page, home);
  await line(view, 'Live').waitFor();
  expect(await home.alarm({ version: '4', alerts: 'none' })).toBe(400);
  await view.page.getByRole('link', { name: 'Unreadable alarms from hook alertmanager' }).waitFor();
});
