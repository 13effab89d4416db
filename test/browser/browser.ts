import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { launchBrowser } from './launch.ts';

/** One browser for a file of tests; each page has a context of its own: no cookie goes from one to another. */
export function aBrowser(): { open(options?: BrowserContextOptions): Promise<WatchedPage> } {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  return {
    async open(options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        reducedMotion: 'reduce',
        ...options,
      });
      const view = watched(await context.newPage());
      onTestFinished(async ({ task }) => {
        // What a person would want to see first: how it looked, and what it said.
        if (task.result?.state === 'fail' && !view.page.isClosed()) {
          const path = join(mkdtempSync(join(tmpdir(), 'mendgate-failed-')), 'page.png');
          await view.page.screenshot({ path });
          console.info(`${task.name}: ${view.page.url().split('#')[0]}, see ${path}`, view.complaints);
        }
        await context.close();
      });
      return view;
    },
  };
}

export interface WatchedPage {
  readonly page: Page;
  /** What the page complained of: crashes, refused policy, failed requests it did not expect. */
  readonly complaints: string[];
  /** Requests other than GET that left the page. */
  readonly sent: { method: string; path: string }[];
}

export function watched(page: Page): WatchedPage {
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  const sent: WatchedPage['sent'] = [];
  page.on('pageerror', (error) => complaints.push(`crash: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (request.method() !== 'GET') sent.push({ method: request.method(), path: new URL(request.url()).pathname });
  });
  return { page, complaints, sent };
}

export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** As behind a proxy that knows no WebSockets: the page polls. Before it is opened. */
export const withoutLine = (page: Page): Promise<void> =>
  page.routeWebSocket(/\/live/, (socket) => void socket.close());

/** The page said nothing that it should not; what a test itself caused is named by it. */
export function expectNoComplaints({ complaints }: WatchedPage, ...expected: RegExp[]): void {
  expect(complaints.filter((text) => !expected.some((pattern) => pattern.test(text)))).toEqual([]);
}
