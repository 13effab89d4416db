import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/adapters/local/database.ts';
import { readHome } from '../../src/adapters/local/home.ts';
import { sqliteRecords } from '../../src/adapters/local/records.ts';
import { OpenedLink } from '../../src/contracts/api/links.ts';
import { keys } from '../../src/core/ledger/keys.ts';
import { need } from '../../src/core/ledger/load.ts';
import { change, shapes } from '../../src/core/ledger/shapes.ts';
import { homeTenant, owner } from '../../src/runtime/local/first-people.ts';
import { type StartOptions, startHome } from '../../src/runtime/local/start.ts';
import { openOffice } from '../contract/smtp-office.ts';
import { quickRules } from '../process/quick-rules.ts';

const freshData = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'mendgate-letters-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return join(made, 'data');
};
const complaints: string[] = [];
const options = (data: string, more: Partial<StartOptions> = {}): StartOptions => ({
  data,
  port: 0,
  practice: false,
  practiceReset: false,
  houseRules: quickRules(),
  command: 'mendgate',
  say: () => undefined,
  complain: (what, thrown) => void complaints.push(`${what}: ${thrown}`),
  ...more,
});

/** The owner of a home that does not run has this address from now on. */
async function reachable(data: string, mail: string): Promise<void> {
  const database = openDatabase(join(data, 'mendgate.db'));
  const records = sqliteRecords(database);
  const user = await need(records, shapes.user, keys.user(homeTenant, owner), 'owner');
  await records.write([change(shapes.user, user, { ...user.value, mail })]);
  database.close();
}

test('the practice story by letter: a home with a mail server asks, the link opens, its owner says yes with it', async () => {
  const office = await openOffice({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: false,
    onAuth: ({ username, password }, _session, done) =>
      username === 'mend gate' && password === 'pass word'
        ? done(null, { user: username })
        : done(new Error('another')),
  });
  onTestFinished(() => office.close());
  const data = freshData();
  await (await startHome(options(data))).stop();
  await reachable(data, 'owner@example.com');
  writeFileSync(join(data, 'secrets', 'smtp'), 'pass word\n', { mode: 0o600 });
  const smtp = `smtp://mend%20gate@127.0.0.1:${office.port}`;
  const url = 'https://mendgate.example.com';
  const home = await startHome(options(data, { practice: true, smtp, mailFrom: 'mendgate@example.com', url }));
  onTestFinished(() => home.stop());

  await expect.poll(() => office.delivered.length, { timeout: 25_000 }).toBe(1);
  const [letter] = office.delivered;
  expect(letter).toMatchObject({ from: 'mendgate@example.com', to: ['owner@example.com'], user: 'mend gate' });
  expect(letter?.mail.subject).toMatch(/^medium risk: Deployment cart .*practice\/shop/);
  const link = /https:\/\/mendgate\.example\.com\/decide#(\S+)/.exec(letter?.mail.text ?? '')?.[1];
  expect(letter?.mail.html || '').toContain(`https://mendgate.example.com/decide#${link}`);

  const post = (path: string, body: unknown, token?: string) =>
    fetch(home.address + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
  const { hold } = OpenedLink.parse(await (await post('/api/v1/links/open', { link })).json());
  const decision = { verdict: 'approved', planHash: hold.planHash, link };
  const decide = (token?: string) => post(`/api/v1/holds/${hold.name}/decision`, decision, token);
  expect((await decide()).status).toBe(401);
  const answer = await decide(readHome(data).token);
  expect({ status: answer.status, body: await answer.json() }).toMatchObject({
    status: 200,
    body: { status: 'approved', by: owner },
  });
  expect(complaints).toEqual([]);
});

test('behind a proxy the home answers to the name people use, and still to no other', async () => {
  const data = freshData();
  const home = await startHome(options(data, { url: 'https://mendgate.example.com' }));
  onTestFinished(() => home.stop());
  const { request } = await import('node:http');
  const asked = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const sent = request(`${home.address}/healthz`, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject).end();
    });
  for (const host of ['mendgate.example.com', 'MENDGATE.example.com:443', 'localhost', '127.0.0.1'])
    expect(await asked(host), host).toBe(200);
  for (const host of ['example.com', 'evil.mendgate.example.com', 'mendgate.example.com.evil.test'])
    expect(await asked(host), host).not.toBe(200);
});
