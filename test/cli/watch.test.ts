import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import type { LogEntry } from '../../src/contracts/log.ts';
import { until } from '../../tools/k8s/until.ts';
import { ended, tokenOf } from '../home/home.ts';
import { type ServedHome, servedHome } from '../home/http.ts';
import { expectRefusal, inRepo, mendgate, type Ran } from './run.ts';

const patience = { within: 20_000 };
const entriesIn = (stdout: string): LogEntry[] =>
  stdout
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as LogEntry);
const watch = (home: ServedHome, ...args: string[]): Promise<Ran> =>
  mendgate('--server', home.address, '--token', tokenOf('vera'), '--format', 'json', 'watch', ...args);

/** A watch in a process of its own, as a person starts one. */
function watchProcess(home: ServedHome, ...args: string[]) {
  const all = ['--server', home.address, '--token', tokenOf('vera'), '--format', 'json', 'watch', ...args];
  const child = spawn(process.execPath, [inRepo('bin/mendgate.js'), ...all], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (part) => (said.stdout += part));
  // Whoever comes first builds what it runs, and says so.
  child.stderr.on('data', (part) => (said.stderr += String(part).replaceAll(/^built dist.*\n/gm, '')));
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, said, exit };
}
const connected = (home: ServedHome) => until('somebody on the line', async () => !home.sockets.room(256), patience);

test('an incident is followed over the line until it ends, each entry once and in order', async () => {
  const home = await servedHome();
  const hold = await home.held();
  const watched = watch(home, hold.incident.slice(0, 20));
  await connected(home);
  await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } });
  await home.until('the end', () => ended(home));
  const { code, stdout, stderr } = await watched;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(entriesIn(stdout)).toEqual(await home.log(hold.incident));
});

test('a line that is cut is opened again, and what was missed is read', async () => {
  const home = await servedHome();
  const hold = await home.held();
  const watched = watch(home, hold.incident);
  await connected(home);
  home.sockets.closeAll('cut');
  await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } });
  await home.settle();
  await connected(home);
  home.sockets.closeAll('cut again');
  await home.until('the end', () => ended(home));
  const { code, stdout } = await watched;
  expect(code).toBe(0);
  expect(entriesIn(stdout)).toEqual(await home.log(hold.incident));
});

test('where there is no line the logs are read now and then', async () => {
  const home = await servedHome({ watchers: 0 });
  const hold = await home.held();
  const watched = watch(home, hold.incident);
  await home.decide(hold, { as: 'ada', body: { verdict: 'rejected', planHash: hold.planHash } });
  await home.until('the end', () => ended(home));
  const { code, stdout } = await watched;
  expect(code).toBe(0);
  expect(entriesIn(stdout)).toEqual(await home.log(hold.incident));
});

test('everything is followed until Ctrl+C, which is no failure', { timeout: 60_000 }, async () => {
  const home = await servedHome();
  const { child, said, exit } = watchProcess(home);
  await connected(home);
  const hold = await home.held();
  const log = await home.log(hold.incident);
  await until('all entries', async () => entriesIn(said.stdout).length === log.length, patience);
  expect(entriesIn(said.stdout)).toEqual(log);
  await home.send('PUT', '/api/v1/stop', { as: 'ada', body: { stopped: true } });
  await home.settle();
  await until('what concerns no incident', async () => said.stdout.includes('setting_changed'), patience);
  child.kill('SIGINT');
  expect(await exit).toBe(0);
  expect(said.stderr).toBe('');
});

test('a home that goes away is waited for; one that was never there is not', async () => {
  const home = await servedHome();
  const { incident } = await home.held();
  const { child, said, exit } = watchProcess(home, incident);
  await connected(home);
  await home.stop();
  await until('a word', async () => /waiting for it/.test(said.stderr), patience);
  child.kill('SIGINT');
  expect(await exit).toBe(0);
  expect(said.stderr.split('\n').filter((text) => text !== '')).toHaveLength(1);
  expectRefusal(await watch(home, incident), 3, /no answer/);
});

test('the ticket is in no output', async () => {
  const home = await servedHome();
  const made: string[] = [];
  const { secret } = home.ports.ids;
  home.ports.ids.secret = () => {
    const ticket = secret();
    made.push(ticket);
    return ticket;
  };
  const hold = await home.held();
  const watched = watch(home, hold.incident);
  await connected(home);
  await home.decide(hold, { as: 'ada', body: { verdict: 'rejected', planHash: hold.planHash } });
  await home.until('the end', () => ended(home));
  const { stdout, stderr } = await watched;
  expect(made.length).toBeGreaterThan(0);
  for (const ticket of made) expect(stdout + stderr + home.complaints.join()).not.toContain(ticket);
});
