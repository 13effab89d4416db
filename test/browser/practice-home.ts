import { readFileSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { ShownHold } from '../../src/contracts/api/holds.ts';
import { freshData, type HomeProcess, startHomeProcess } from '../process/home-process.ts';
import { quickRules } from '../process/quick-rules.ts';

export interface PracticeHome extends HomeProcess {
  /** A fresh address that signs its opener in, once. */
  signIn(user?: string): Promise<string>;
  /** The hold of the practice incident, once there is one. */
  hold(): Promise<ShownHold>;
  /** A request of a proxy before it, as its owner. */
  fetch(method: string, path: string, headers: IncomingHttpHeaders, body: Readable): Promise<Response>;
  /** Somebody new in this home. */
  person(id: string, role: 'viewer' | 'approver', mail?: string): Promise<void>;
}

const ownerTokenOf = (data: string): string => readFileSync(join(data, 'owner.token'), 'utf8').trim();

/** Opens a sign-in link and waits until the console is there. */
export async function enter(page: Page, home: PracticeHome, user?: string): Promise<void> {
  await page.goto(await home.signIn(user));
  await page.getByRole('button', { name: 'Refresh the list' }).waitFor();
}

/** The shipped home in practice, as `npm start` starts it, but quicker; it ends with the test. */
export async function practiceHome(
  changes: Parameters<typeof quickRules>[0] = {},
  args: readonly string[] = [],
): Promise<PracticeHome> {
  const data = freshData();
  const rules = quickRules(changes);
  const home = await startHomeProcess(data, ['--practice', '--house-rules', rules, ...args]);
  onTestFinished(async () => {
    await home.kill('SIGKILL');
    for (const folder of [dirname(data), rules]) rmSync(folder, { recursive: true, force: true });
  });
  return {
    ...home,
    async signIn(user = 'owner') {
      const { status, body } = await home.send('POST', `/api/v1/users/${user}/sign-in-link`, '');
      if (status !== 200 && status !== 201) throw new Error(`no link for ${user}: ${JSON.stringify(body)}`);
      return (body as { link: string }).link;
    },
    async person(id, role, mail) {
      const { status, body } = await home.send('POST', '/api/v1/users', {
        id,
        name: id,
        roles: [role],
        ...(mail !== undefined && { mail }),
      });
      if (status >= 300) throw new Error(`${id} was not let in: ${JSON.stringify(body)}`);
    },
    async fetch(method, path, headers, body) {
      const passed = ['content-type', 'idempotency-key', 'if-match', 'accept'].flatMap((name) => {
        const value = headers[name];
        return typeof value === 'string' ? [[name, value] as const] : [];
      });
      const parts: Buffer[] = [];
      for await (const part of body) parts.push(part as Buffer);
      return fetch(home.address + path, {
        method,
        headers: { ...Object.fromEntries(passed), authorization: `Bearer ${ownerTokenOf(data)}` },
        ...(parts.length > 0 && { body: Buffer.concat(parts) }),
      });
    },
    async hold() {
      const until = Date.now() + 30_000;
      while (Date.now() < until) {
        const { items } = await home.get<{ items: ShownHold[] }>('/api/v1/holds');
        if (items[0] !== undefined) return items[0];
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`no plan came to wait: ${home.output()}`);
    },
  };
}
