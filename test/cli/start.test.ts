import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startHomeProcess } from '../process/home-process.ts';
import { expectRefusal, folder, launched, mendgate } from './run.ts';

const start = (data: string, ...more: string[]) => launched(['--data', data, 'start', '--port', '0', ...more]);

describe('a home that cannot start says why', () => {
  test('the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const data = join(folder(), 'data');
    expectRefusal(await start(data, '--port', String(port)), 1, new RegExp(`port ${port} is taken`));
    // It let the directory go: nothing is in the way of the next start, and nobody is sent to an address that is not ours.
    expectRefusal(await mendgate('--data', data, 'incidents'), 3, /no home is running/);
  });

  test('the directory is somebody else’s', async () => {
    const data = folder();
    writeFileSync(join(data, 'thesis.txt'), 'mine');
    expectRefusal(await start(data), 2, /holds thesis\.txt/);
  });

  test('it is no directory', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, 'x');
    expectRefusal(await start(file), 2, /not a directory/);
  });

  test.for<[string, string | Buffer, RegExp]>([
    ['is not SQLite', 'not a database, but long enough to look at'.repeat(200), /mendgate\.db.*no SQLite database/],
    ['is cut off', Buffer.from('SQLite format 3\0'), /mendgate\.db/],
  ])('its database %s', async ([, bytes, says]) => {
    const data = join(folder(), 'data');
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(join(data, 'mendgate.json'), '{"format":"mendgate.data/1"}\n');
    writeFileSync(join(data, 'seal.key'), Buffer.alloc(32, 1));
    writeFileSync(join(data, 'mendgate.db'), bytes);
    expectRefusal(await start(data), 3, says);
  });

  test('its rules do not fit', async () => {
    const rules = folder();
    writeFileSync(join(rules, 'policy.json'), '{"bands": {}}');
    expectRefusal(await start(join(folder(), 'data'), '--house-rules', rules), 1, /policy\.json: .*conditions/);
  });
});

describe('how letters are sent is checked before anything is opened', () => {
  const full = ['--smtp', 'smtp://mail.example.com', '--mail-from', 'mendgate@example.com'];
  test.for<[string, string[], RegExp]>([
    ['a server without a sender', full.slice(0, 2), /--smtp alone/],
    ['a sender without a server', full.slice(2), /--mail-from alone/],
    ['a sender that is none', [...full, '--mail-from', 'Mendgate <a@example.com>'], /--mail-from .* no address/],
    ['a server that is none', [...full, '--smtp', 'mail.example.com:25'], /--smtp: .*no address/],
    ['a password for all to see', [...full, '--smtp', 'smtp://a:secret-word@example.com'], /command line/],
  ])('%s', async ([, args, says]) => {
    const data = join(folder(), 'data');
    const ran = await mendgate('--data', data, 'start', '--port', '0', ...args);
    expectRefusal(ran, 2, says);
    expect(ran.stderr).not.toContain('secret-word');
    expect(existsSync(data)).toBe(false);
  });
});

describe('beside a running home', () => {
  test('a second one is told who holds the directory; clients hear what is wrong with what they ask', async () => {
    const data = join(folder(), 'data');
    const home = await startHomeProcess(data, ['--practice']);
    onTestFinished(async () => void (await home.kill('SIGKILL')));
    expectRefusal(await start(data), 1, /is held by process \d+/);

    const here = (...args: string[]) => mendgate('--data', data, ...args);
    const bad: [string[], number, RegExp][] = [
      [['incidents', '--limit', 'many'], 2, /limit/],
      [['incident', 'ZZZ'], 1, /no incident is named ZZZ/],
      [['approve', 'zzzzz'], 1, /no waiting hold is named zzzzz/],
      [['approve', 'a.b'], 1, /no hold a\.b/],
      [['audit', 'show', 'ZZZ'], 1, /no incident is named ZZZ/],
      [['settings', 'get', 'weather'], 1, /no setting weather/],
      [['settings', 'put', 'policy', 'layers/house-rules/workflow.json'], 2, /bands/],
      [['dead-letters', 'show', 'none'], 1, /no dead letter none/],
      [['alarm', 'send', '--source', 'alertmanager', 'events/alertmanager/invalid.json'], 2, /labels/],
      [['--token', 'a-token-that-nobody-was-given', 'incidents'], 2, /not known here/],
    ];
    for (const [args, code, says] of bad) expectRefusal(await here(...args), code, says);
    expect((await here('approve', 'zzzzz')).stderr).toContain(`mendgate --data ${data} holds`);

    // The refused alarm is shown, not lost.
    await expect
      .poll(async () => (await home.get<{ items: unknown[] }>('/api/v1/dead-letters')).items.length, {
        timeout: 10_000,
      })
      .toBe(1);
    for (const args of [['stop', '--all'], ['resume'], ['incidents'], ['holds'], ['hooks'], ['dead-letters', 'list']]) {
      const [table, json] = [await here(...args), await here('--format', 'json', ...args)];
      expect([table.code, json.code], args.join(' ')).toEqual([0, 0]);
      expect(JSON.parse(json.stdout)).toBeTypeOf('object');
      expect(table.stdout).not.toContain(String.fromCharCode(27));
    }
    expect((await here('audit', 'verify')).code).toBe(0);
    // Killed it leaves its address behind: nobody's token is sent there.
    await home.kill('SIGKILL');
    expectRefusal(await here('incidents'), 3, /no home is running here/);
    expect((await here('audit', 'verify')).code).toBe(0);
  });

  test('a context that is not in the kubeconfig is told at the start, and alarms are taken all the same', async () => {
    const file = join(folder(), 'config');
    writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: [], users: [], contexts: [] }));
    const home = await startHomeProcess(join(folder(), 'data'), ['--kubeconfig', file, '--context', 'typo']);
    onTestFinished(async () => void (await home.kill('SIGKILL')));
    expect(home.output()).toMatch(/cluster typo, reader: .*no context "typo"/);
    expect(await home.alarm({ alerts: [{ status: 'firing', labels: { alertname: 'DiskFull' } }] })).toBe(202);
  });
});
