import { describe, expect, test } from 'vitest';
import type { IncidentPage } from '../../src/contracts/api/incidents.ts';
import { aBrowser, expectNoComplaints, withoutLine } from './browser.ts';
import { enter, practiceHome } from './practice-home.ts';

const browser = aBrowser();
const rightToLeft = String.fromCharCode(0x202e);

describe('when a part fails', () => {
  test('the log cannot be read: its part says so and tries again, the rest of the page is there', async () => {
    const home = await practiceHome();
    const hold = await home.hold();
    const { page } = await browser.open();
    await enter(page, home);
    let broken = true;
    await page.route('**/log?**', (route) =>
      broken
        ? route.fulfill({
            status: 500,
            json: { type: 'x', title: 'Bug', status: 500, detail: 'the disk is full', hint: 'Make room.' },
          })
        : route.continue(),
    );
    await page.goto(`${home.address}/incidents/${hold.incident}`);
    await page.getByText('The progress could not be read').waitFor();
    await page.getByText('the disk is full. Make room.').waitFor();
    await page.getByRole('heading', { name: 'What is broken' }).waitFor();
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    broken = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Alarm received').waitFor();
    expect(await page.getByText('The progress could not be read').count()).toBe(0);
  });

  test('the home is gone for a while: what was read stays, marked as old, and comes right by itself', async () => {
    const home = await practiceHome();
    const hold = await home.hold();
    const { page } = await browser.open();
    await withoutLine(page);
    await enter(page, home);
    await page.goto(`${home.address}/incidents/${hold.incident}`);
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    await page.route('**/api/**', (route) => route.abort());
    await page.getByText('what you see may be old').first().waitFor({ timeout: 40_000 });
    await page.getByRole('heading', { name: 'KubePodCrashLooping', level: 1 }).waitFor();
    await page.unroute('**/api/**');
    await expect.poll(() => page.getByText('what you see may be old').count(), { timeout: 40_000 }).toBe(0);
  });

  test('a thing the console itself cannot draw blanks its own part only', async () => {
    const home = await practiceHome();
    const hold = await home.hold();
    const { page } = await browser.open();
    await enter(page, home);
    await page.route(`**/api/v1/incidents/${hold.incident}/log?**`, async (route) => {
      const response = await route.fetch();
      const told = (await response.json()) as { items: { at: string }[] };
      // Fits its schema, and is no moment: drawing it throws.
      for (const entry of told.items) entry.at = '9999-99-99T99:99:99.999Z';
      await route.fulfill({ response, json: told });
    });
    await page.goto(`${home.address}/incidents/${hold.incident}`);
    await page.getByText('Progress could not be shown').waitFor();
    await page.getByRole('heading', { name: 'What is broken' }).waitFor();
    await page.getByRole('button', { name: 'Approve' }).waitFor();
  });
});

test('hostile text of a cluster stays text: no markup, no turned words, no megabyte on one line', async () => {
  const home = await practiceHome();
  const hold = await home.hold();
  const view = await browser.open();
  const { page } = view;
  await enter(page, home);
  const says = `<img src=x onerror="document.title='owned'">${rightToLeft}txet denrut ${'x'.repeat(1_000_000)}`;
  await page.route(`**/api/v1/incidents/${hold.incident}`, async (route) => {
    const response = await route.fetch();
    const told = (await response.json()) as IncidentPage;
    told.incident.title = says;
    for (const finding of told.incident.diagnosis?.findings ?? [])
      for (const line of finding.evidence) line.says = says;
    for (const { plan } of told.proposals) {
      plan.title = says;
      plan.diff = `${plan.diff}+${says}\n`;
      for (const line of plan.evidence) line.says = says;
    }
    await route.fulfill({ response, json: told });
  });
  for (const tab of ['overview', 'resolution', 'evidence']) {
    await page.goto(`${home.address}/incidents/${hold.incident}/${tab}`);
    await page.getByText('<img src=x onerror=').first().waitFor();
    expect(await page.locator('main img[src=x]').count()).toBe(0);
    const text = (await page.locator('main').textContent()) ?? '';
    expect(text).not.toContain(rightToLeft);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  }
  expect(await page.title()).toBe('Mendgate');
  expectNoComplaints(view);
});

describe('keys', () => {
  test('from the address to a decision without a mouse', async () => {
    const home = await practiceHome();
    await home.hold();
    const { page } = await browser.open();
    await enter(page, home);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toContain('To the page');
    await page.getByRole('table', { name: 'Incidents' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'KubePodCrashLooping', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Approve' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Approve this plan?' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await home.hold()).toMatchObject({ status: 'pending' });
  });

  test('/ and Ctrl+K lead to the search, r reads anew, and what is the browser’s own stays so', async () => {
    const home = await practiceHome();
    const { page } = await browser.open();
    await enter(page, home);
    const focused = () => page.evaluate('document.activeElement.getAttribute("aria-label")');
    await page.keyboard.press('/');
    expect(await focused()).toBe('Find incidents');
    await page.keyboard.type('r/');
    expect(await page.getByLabel('Find incidents').inputValue()).toBe('r/');
    await page.getByLabel('Find incidents').fill('');
    await page.getByRole('button', { name: 'Refresh the list' }).focus();
    const read = page.waitForRequest((request) => request.url().includes('/api/v1/incidents?'));
    await page.keyboard.press('r');
    await read;
    await page.keyboard.press('Control+k');
    expect(await focused()).toBe('Find incidents');
    // A page reloads and a window opens as ever: nobody took the key away from the browser.
    const left = `["r", "n"].every((key) =>
      dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey: true, cancelable: true })))`;
    expect(await page.evaluate(left)).toBe(true);
  });

  test('what a viewer may not do is not offered', async () => {
    const home = await practiceHome();
    const hold = await home.hold();
    await home.person('vera', 'viewer');
    const { page } = await browser.open();
    await enter(page, home, 'vera');
    await page.goto(`${home.address}/incidents/${hold.incident}`);
    await page.getByText('You may look; approvers and owners decide.').waitFor();
    for (const name of ['Approve', 'Reject', 'Stop all running'])
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    await page.goto(`${home.address}/settings/policy`);
    await page.getByText('Owners edit settings.').waitFor();
  });
});

test('the kill switch: asked once, seen on every page, turned off again', async () => {
  const home = await practiceHome();
  const hold = await home.hold();
  const { page } = await browser.open();
  await enter(page, home);
  await page.getByRole('button', { name: 'Stop all running' }).click();
  await page.getByRole('dialog', { name: 'Stop all running?' }).getByRole('button', { name: 'Stop all' }).click();
  for (const path of ['/incidents', `/incidents/${hold.incident}`, '/holds', '/dead-letters', '/settings', '/docs']) {
    await page.goto(home.address + path);
    await page.getByText('All running is stopped').waitFor();
  }
  expect(await home.get('/api/v1/stop')).toMatchObject({ stopped: true, by: 'owner' });
  await page.getByRole('button', { name: 'Let plans run again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
  await page.getByText('All running is stopped').waitFor({ state: 'detached' });
  expect(await home.get('/api/v1/stop')).toMatchObject({ stopped: false });
});

test('a setting is edited over the version that was read; a newer one is not overwritten', async () => {
  const home = await practiceHome();
  const { page } = await browser.open();
  await enter(page, home);
  await page.goto(`${home.address}/settings/guardrails`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const field = page.getByLabel('Document (JSON)');
  const document = JSON.parse(await field.inputValue()) as { memoryFactor: number };
  await field.fill(JSON.stringify({ ...document, memoryFactor: 3 }));
  const meanwhile = await home.send(
    'PUT',
    '/api/v1/settings/guardrails',
    { ...document, memoryFactor: 4 },
    { 'if-match': '"0"' },
  );
  expect(meanwhile.status).toBe(200);
  await page.getByRole('button', { name: 'Save as a new version' }).click();
  await page.getByText('Somebody saved a newer version').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await field.fill(JSON.stringify({ ...document, memoryFactor: 5 }));
  await page.getByRole('button', { name: 'Save as a new version' }).click();
  await page.getByText('Saved: guardrails, version 2').waitFor();
  expect(await home.get('/api/v1/settings/guardrails')).toMatchObject({ version: 2, document: { memoryFactor: 5 } });
});

test('a dead letter is mended and taken in', async () => {
  const home = await practiceHome();
  const hold = await home.hold();
  const { page } = await browser.open();
  expect(await home.alarm({ version: '4', alerts: 'none' })).toBe(400);
  await enter(page, home);
  await page.getByRole('link', { name: 'Dead letters' }).click();
  await page.getByRole('link', { name: /alerts/ }).click();
  await page.getByRole('button', { name: 'Replay as it came' }).click();
  await page.getByText(/may be old|was not taken/).waitFor();
  await page.getByRole('button', { name: 'Mend and replay' }).click();
  const raw = await home.get<IncidentPage>(`/api/v1/incidents/${hold.incident}`);
  const labels = { ...raw.alerts[0]?.alert.labels, alertname: 'Mended' };
  await page.getByLabel('Mended letter').fill(
    JSON.stringify({
      version: '4',
      groupKey: 'g',
      status: 'firing',
      receiver: 'mendgate',
      groupLabels: {},
      commonLabels: labels,
      commonAnnotations: {},
      externalURL: 'http://x.example',
      alerts: [
        {
          status: 'firing',
          labels,
          annotations: {},
          startsAt: '2026-01-01T00:00:00Z',
          endsAt: '0001-01-01T00:00:00Z',
          generatorURL: '',
          fingerprint: 'f1',
        },
      ],
    }),
  );
  await page.getByRole('button', { name: 'Replay the mended one' }).click();
  await page.getByText('Taken again: 1 alarm').waitFor();
});
