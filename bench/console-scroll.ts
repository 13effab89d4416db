import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openDatabase } from '../src/adapters/local/database.ts';
import { sqliteRecords } from '../src/adapters/local/records.ts';
import { homeTenant } from '../src/runtime/local/first-people.ts';
import { launchBrowser } from '../test/browser/launch.ts';
import { fill } from '../test/browser/many-incidents.ts';
import { type Figure, figure } from './figure.ts';
import { type Home, startHome } from './home.ts';
import { loadNow } from './load.ts';
import { inScratch } from './scratch.ts';

const incidents = 10_000;
const runs = 3;
const wheels = 300;
/** What the platform itself calls a long task. */
const longMs = 50;

/**
 * A list of ten thousand incidents, read to its end and scrolled through by wheel: processor time of the page for each turn, and
 * its longest task by the clock, 0 when there was none the platform calls long. Beside it the least such a list can be: rows
 * of one line, put in place by hand, no parts, nothing kept.
 */
export async function consoleScroll(): Promise<Figure[]> {
  const load = await loadNow();
  return inScratch(async (folder) => {
    const data = join(folder, 'data');
    await (await startHome(data)).child.end();
    const database = openDatabase(join(data, 'mendgate.db'));
    await fill(sqliteRecords(database), incidents, homeTenant);
    database.close();
    // Else the address of the one that has ended is taken for that of the next.
    rmSync(join(data, 'home.json'), { force: true });
    const home = await startHome(data);
    const browser = await launchBrowser();
    try {
      const console: Scrolled[] = [];
      const bare: Scrolled[] = [];
      for (let run = 0; run < runs; run += 1) {
        const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
        await readToItsEnd(page, home);
        console.push(await scrolled(page));
        await page.close();
        const plain = await browser.newPage({ viewport: { width: 1440, height: 900 } });
        await plain.setContent(bareList);
        bare.push(await scrolled(plain));
        await plain.close();
      }
      const rows = Math.max(...console.map((one) => one.rows));
      const said = (of: readonly Scrolled[]) => of.map((one) => one.longTasks).join(', ');
      return [
        figure({
          id: 'console-scroll',
          what: `page's processor time per turn of the wheel, ${incidents} incidents`,
          unit: 'ms',
          values: console.map((one) => one.busyMs),
          floor: { what: 'rows of one line', values: bare.map((one) => one.busyMs) },
          load,
          notes: [`at most ${rows} rows in the page`, `${wheels} turns a run`],
        }),
        figure({
          id: 'console-long-tasks',
          what: 'its longest task meanwhile, by the clock',
          unit: 'ms',
          values: console.map((one) => one.longestMs),
          bound: { atMost: longMs },
          load,
          notes: [
            `long tasks per run: ${said(console)}; rows of one line: ${said(bare)}`,
            'by the clock: a machine that others use stretches it',
          ],
        }),
      ];
    } finally {
      await browser.close();
      await home.child.end();
    }
  });
}

interface Scrolled {
  busyMs: number;
  longestMs: number;
  longTasks: number;
  rows: number;
}

const bareList = `<style>[role=table]{height:600px;overflow:auto}[role=row]{position:absolute;height:60px}</style>
<div role="table"><div style="position:relative;height:${incidents * 60}px"></div></div><script>
  const table = document.querySelector('[role=table]');
  const body = table.firstElementChild;
  const show = () => {
    const first = Math.max(0, Math.floor(table.scrollTop / 60) - 6);
    body.replaceChildren(...Array.from({ length: 22 }, (_, at) => {
      const row = document.createElement('div');
      row.role = 'row';
      row.style.top = (first + at) * 60 + 'px';
      row.textContent = 'KubePodCrashLooping ' + (first + at);
      return row;
    }));
  };
  table.addEventListener('scroll', () => requestAnimationFrame(show));
  show();
</script>`;

async function readToItsEnd(page: Page, home: Home): Promise<void> {
  const link = /sign in\s+(http\S+)/.exec(home.child.output().stdout)?.[1] ?? '';
  if (signedIn === undefined) {
    await page.goto(link);
    await page.getByRole('table', { name: 'Incidents' }).waitFor();
    signedIn = await page.context().cookies();
  }
  await page.context().addCookies(signedIn);
  // An order other than the newest first is about all incidents: it reads them all.
  await page.goto(`${home.address}/incidents?sort=oldest`);
  await page.getByRole('heading', { name: /\(\d{5}\)$/ }).waitFor({ timeout: 120_000 });
}
let signedIn: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> | undefined;

async function scrolled(page: Page): Promise<Scrolled> {
  const table = page.getByRole('table');
  await table.hover();
  await page.evaluate(`
    window.longTasks = [];
    window.mostRows = 0;
    new PerformanceObserver((list) => { for (const one of list.getEntries()) window.longTasks.push(one.duration); }).observe({ type: 'longtask' });
  `);
  // In time of its own thread: what others take of the processor does not count.
  const meter = await page.context().newCDPSession(page);
  await meter.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' });
  await meter.send('Performance.enable');
  const busy = async () =>
    (await meter.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ??
    Number.NaN;
  const before = await busy();
  for (let turn = 0; turn < wheels; turn += 1) {
    await page.mouse.wheel(0, 2000);
    if (turn % 20 === 0)
      await page.evaluate(
        "window.mostRows = Math.max(window.mostRows, document.querySelectorAll('[role=row]').length)",
      );
  }
  const told = (await page.evaluate('({ tasks: window.longTasks, rows: window.mostRows })')) as {
    tasks: number[];
    rows: number;
  };
  const busyMs = ((await busy()) - before) * (1000 / wheels);
  return { busyMs, longestMs: Math.max(0, ...told.tasks), longTasks: told.tasks.length, rows: told.rows };
}
