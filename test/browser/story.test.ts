import { describe, expect, test } from 'vitest';
import { aBrowser, expectNoComplaints } from './browser.ts';
import { enter, practiceHome } from './practice-home.ts';

const browser = aBrowser();

describe('the practice story by console', () => {
  test('signed in by link, the incident is found, read, approved, and seen to recover', async () => {
    const home = await practiceHome();
    const hold = await home.hold();
    const view = await browser.open();
    const { page } = view;

    const link = await home.signIn();
    await page.goto(link);
    await page.getByRole('table', { name: 'Incidents' }).waitFor();
    expect(page.url()).toBe(`${home.address}/`);
    expect(await page.evaluate('history.length')).toBeLessThanOrEqual(2);
    await page.getByText('Practice cluster.').waitFor();

    await page.getByRole('link', { name: 'KubePodCrashLooping' }).click();
    await page.getByRole('heading', { name: 'KubePodCrashLooping', level: 1 }).waitFor();
    const waiting = page.getByRole('region', { name: 'A plan waits for a decision' });
    await waiting.getByText('medium risk').waitFor();
    await page.getByRole('tab', { name: 'Resolution' }).click();
    expect(new URL(page.url()).pathname).toBe(`/incidents/${hold.incident}/resolution`);
    const change = page.getByRole('region', { name: 'Exact change' });
    expect(await change.textContent()).toContain('memory: 128Mi');
    await page.getByText('Proven before you are asked').waitFor();
    await page.getByText('whether the application works with the change: a dry run starts no container').waitFor();
    expect(view.sent.filter(({ path }) => path.endsWith('/decision'))).toEqual([]);

    await waiting.getByRole('button', { name: 'Approve' }).click();
    const dialog = page.getByRole('dialog', { name: 'Approve this plan?' });
    expect(await dialog.textContent()).toContain(hold.planHash.slice(0, 16));
    await dialog.getByLabel('Reason').fill('seen in the browser');
    await dialog.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Approved: Raise the memory limit of cart/app to 128Mi').waitFor();

    await page.getByText('Nothing: it recovered').waitFor({ timeout: 60_000 });
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.getByText('Approved by owner').waitFor();
    await page.getByText('reason: seen in the browser').waitFor();
    await page.getByText('Incident closed', { exact: true }).waitFor();
    const { items } = await home.get<{ items: { seq: number }[] }>(`/api/v1/incidents/${hold.incident}/log`);
    for (const { seq } of items)
      expect(await page.getByText(`entry ${seq}`, { exact: false }).count()).toBeGreaterThan(0);

    expect(view.sent.filter(({ path }) => path.endsWith('/decision'))).toHaveLength(1);
    expectNoComplaints(view);
  }, 120_000);

  test('a no, with its reason, ends it', async () => {
    const home = await practiceHome();
    const hold = await home.hold();
    const view = await browser.open();
    const { page } = view;
    await enter(page, home);
    await page
      .getByRole('link', { name: /^Waiting/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Reject' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reject this plan?' });
    await dialog.getByLabel('Reason').fill('not in this night');
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await page.getByText('Nothing waits for a person').waitFor();
    const { decisions } = await home.get<{ decisions: unknown[] }>(`/api/v1/incidents/${hold.incident}`);
    expect(decisions).toEqual([
      expect.objectContaining({ verdict: 'rejected', reason: 'not in this night', by: 'owner' }),
    ]);
    expectNoComplaints(view);
  }, 120_000);

  test('a question needs words, is answered, and the plan still waits', async () => {
    const home = await practiceHome();
    const hold = await home.hold();
    const { page } = await browser.open();
    await enter(page, home);
    await page.goto(`${home.address}/holds`);
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Ask before deciding?' });
    await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
    await dialog.getByText('Say what you want to know.').waitFor();
    await dialog.getByLabel('What do you want to know?').fill('Why 128Mi <b>and</b> not more?');
    await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('A question waits', { exact: true }).waitFor();
    await page.getByText('Why 128Mi <b>and</b> not more?').waitFor();
    await page.getByRole('button', { name: 'Answer it' }).click();
    await page.getByLabel('Answer', { exact: true }).fill('twice what it had');
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await page.getByText('A question waits', { exact: true }).waitFor({ state: 'detached' });
    expect((await home.hold()).status).toBe('pending');
    expect((await home.hold()).planHash).toBe(hold.planHash);
  }, 120_000);
});
