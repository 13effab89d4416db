import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { manifests } from '../../src/adapters/kubernetes/manifests.ts';
import type { LogEntry } from '../../src/contracts/log.ts';
import { nextEntry } from '../../src/core/ledger/chain.ts';
import { expectRefusal, folder, inRepo, launched, mendgate } from './run.ts';

const kubeconfig = (server: string): string => {
  const file = join(folder(), 'config');
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server } }],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
    }),
  );
  return file;
};

describe('exit code 0: done', () => {
  test('what a cluster needs is printed for kubectl, as YAML and as a List', async () => {
    const yaml = await mendgate('clusters', 'manifests');
    expect(parseAllDocuments(yaml.stdout).map((document) => document.toJS())).toEqual(manifests());
    const json = await mendgate('clusters', 'manifests', '--format', 'json');
    expect(JSON.parse(json.stdout)).toEqual({ apiVersion: 'v1', kind: 'List', items: manifests() });
    expect([yaml.code, json.code]).toEqual([0, 0]);
  });

  test.for([
    ['--version'],
    ['--help'],
    ['diagnose', '--help'],
    ['catalogue', 'causes'],
    ['catalogue', 'actions'],
    ['catalogue', 'sources'],
    ['catalogue', 'errors'],
    ['policy', 'check', 'layers/house-rules/policy.json'],
    ['diagnose', '--snapshot', 'test/fixtures/snapshots/cluster-info-dump'],
  ])('%j', async (args) => {
    const { code, stdout } = await mendgate(...args);
    expect(code).toBe(0);
    expect(stdout.length).toBeGreaterThan(5);
  });
});

test('the launcher hands its exit code on, for each of the four', async () => {
  const asked = [['--version'], ['diagnose', '--snapshot', 'test/fixtures/snapshots/must-gather'], ['stop'], ['holds']];
  const ran = await Promise.all(asked.map((args) => launched(['--data', folder(), ...args])));
  expect(ran.map(({ code }) => code)).toEqual([0, 1, 2, 3]);
});

describe('exit code 1: it ran, and the answer is bad news', () => {
  test.for([
    ['a sick cluster', 'loose-files', /Memory limit below/],
    ['one nobody could see', 'must-gather', /not the same as healthy/],
  ] as const)('diagnose of %s', async ([, snapshot, says]) => {
    const { code, stdout } = await mendgate('diagnose', '--snapshot', `test/fixtures/snapshots/${snapshot}`);
    expect(code).toBe(1);
    expect(stdout).toMatch(says);
    expect(stdout).not.toContain('Healthy');
  });

  test.for([
    ['a namespace', ['-n', 'no-such-place']],
    ['an object', ['-n', 'shop', '--object', 'Deployment/no-such-thing']],
  ] as const)('diagnose of %s that is not there is not healthy', async ([, more]) => {
    const { code, stdout } = await mendgate(
      'diagnose',
      '--snapshot',
      'test/fixtures/snapshots/cluster-info-dump',
      ...more,
    );
    expect(code).toBe(1);
    expect(stdout).not.toContain('Healthy');
  });
});

describe('exit code 2: wrong use', () => {
  test.for<[string[], RegExp]>([
    [['diagnose'], /where to look is missing/],
    [['diagnose', '--snapshot', 'no-such-folder'], /no-such-folder/],
    [['diagnose', '--snapshot', 'test/fixtures/snapshots/loose-files', '--object', 'cart'], /KIND\/NAME/],
    [['diagnose', '--kubeconfig', 'no-such-file', '--context', 'here'], /no-such-file/],
    [['policy', 'check', 'layers/house-rules/workflow.json'], /bands/],
    [['policy', 'check', 'LICENSE'], /not JSON/],
    [['policy', 'check', 'no-such-file'], /no-such-file/],
    [['alarm', 'read', '--source', 'pigeon', 'events/alertmanager/minimal.json'], /pigeon is no source/],
    [['alarm', 'read', '--source', 'alertmanager', 'no-such-file'], /no-such-file/],
    [['catalogue', 'weather'], /no catalogue of weather/],
    [['stop'], /stop what/],
    [['--format', 'yaml', 'incidents'], /--format yaml/],
    [['--server', 'nonsense', 'incidents'], /nonsense is no address/],
    [['audit', 'verify', 'no-such-file'], /no-such-file/],
    [['--data', 'no-such-folder', 'audit', 'verify'], /no Mendgate data/],
    [['start', '--port', 'high'], /--port high/],
    [['start', '--port', '65536'], /--port 65536/],
    [['start', '--kubeconfig', 'x'], /--kubeconfig without --context/],
  ])('%j', async ([args, says]) => expectRefusal(await mendgate(...args), 2, says));

  test.for([['no-such-command'], [], ['alarm', 'read', 'x.json'], ['incident'], ['diagnose', '--no-such-option']])(
    '%j is answered with help, not on stdout',
    async (args) => {
      const { code, stdout, stderr } = await mendgate(...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/mendgate --help|Usage: mendgate/);
    },
  );

  test('a context the kubeconfig does not have: it names those it has', async () => {
    const file = kubeconfig('http://127.0.0.1:1');
    const ran = await mendgate('diagnose', '--kubeconfig', file, '--context', 'there');
    expectRefusal(ran, 2, /no context "there"/);
    expect(ran.stderr).toContain('here');
  });
});

describe('exit code 3: the world failed', () => {
  test('no home runs in this data directory', async () => {
    const data = folder();
    for (const args of [['incidents'], ['holds'], ['approve'], ['stop', '--all'], ['hooks'], ['watch']])
      expectRefusal(await mendgate('--data', data, ...args), 3, /no home is running here/);
  });

  test('nobody answers at --server', async () => {
    const ran = await mendgate('--server', 'http://127.0.0.1:9', '--token', 'x', 'incidents');
    expectRefusal(ran, 3, /no answer from http:\/\/127\.0\.0\.1:9/);
  });

  test('the cluster cannot be reached', async () => {
    const ran = await mendgate('diagnose', '--kubeconfig', kubeconfig('http://127.0.0.1:1'), '--context', 'here');
    expectRefusal(ran, 3, /cluster here cannot be reached.*127\.0\.0\.1:1/);
  });
});

describe('--format json', () => {
  test.for([
    [['catalogue', 'errors'], 0],
    [['policy', 'check', 'layers/house-rules/policy.json'], 0],
    [['diagnose', '--timing', '--snapshot', 'test/fixtures/snapshots/loose-files'], 1],
    [['plan', '--snapshot', 'test/fixtures/snapshots/loose-files'], 1],
  ] as const)('%j prints JSON and nothing else on stdout', async ([args, code]) => {
    const ran = await mendgate('--format', 'json', ...args);
    expect(ran.code).toBe(code);
    expect(JSON.parse(ran.stdout)).toBeTypeOf('object');
  });

  test('the same dump is the same bytes, and the shape people hold on to', async () => {
    const args = ['diagnose', '--snapshot', 'test/fixtures/snapshots/loose-files', '--format', 'json'];
    const [one, other] = await Promise.all([launched(args), launched([...args, '--timing'])]);
    expect(one.stdout).toBe(other.stdout);
    expect(other.stderr).toMatch(/took \d+ ms/);
    expect(JSON.parse(one.stdout)).toMatchObject({
      schema: 'mendgate.diagnosis/1',
      source: 'snapshot',
      healthy: false,
      findings: [
        {
          rank: 1,
          object: { kind: 'Deployment', namespace: 'shop', name: 'cart', container: 'app' },
          cause: { id: 'pod.memory-limit-exceeded' },
          actions: [{ id: 'workload.set-resources', risk: 'medium' }],
        },
      ],
    });
  });
});

describe('no terminal, no colours', () => {
  const escapeCode = String.fromCharCode(27);
  test.for<[string, Record<string, string>]>([
    ['into a pipe', {}],
    ['under NO_COLOR, whatever else is said', { NO_COLOR: '1', TERM: 'xterm-256color' }],
  ])('%s', async ([, env]) => {
    const ran = await Promise.all(
      [
        ['diagnose', '--snapshot', 'test/fixtures/snapshots/loose-files'],
        ['plan', '--snapshot', 'test/fixtures/snapshots/loose-files'],
        ['policy', 'check', 'layers/house-rules/policy.json'],
      ].map((args) => launched(args, { env })),
    );
    for (const { stdout, stderr } of ran) expect(stdout + stderr).not.toContain(escapeCode);
  });
});

describe('alarm read', () => {
  const files = ['alertmanager', 'cloudwatch'].flatMap((source) =>
    readdirSync(inRepo(`events/${source}`)).map((name) => [source, name] as const),
  );
  test.for(files)('events/%s/%s', async ([source, name]) => {
    const ran = await mendgate('alarm', 'read', '--source', source, `events/${source}/${name}`);
    if (name === 'invalid.json') return expectRefusal(ran, 2, /\w+(\[\d+\])?\.\w+/);
    expect(ran.code).toBe(0);
    const { alerts, ignored } = JSON.parse(ran.stdout) as { alerts: unknown[]; ignored: unknown[] };
    expect(alerts.length + ignored.length).toBeGreaterThan(0);
  });

  test('from standard input', async () => {
    const stdin = readFileSync(inRepo('events/alertmanager/minimal.json'), 'utf8');
    const ran = await launched(['alarm', 'read', '--source', 'alertmanager', '-'], { stdin });
    expect(JSON.parse(ran.stdout)).toMatchObject({ alerts: [{ title: 'DiskFull', status: 'firing' }] });
    expectRefusal(await launched(['alarm', 'read', '--source', 'alertmanager', '-'], { stdin: '{' }), 2, /not JSON/);
  });
});

describe('audit verify FILE', () => {
  const chain = (incident: string, length: number): LogEntry[] => {
    const entries: LogEntry[] = [];
    for (let at = 1; at <= length; at++)
      entries.push(
        nextEntry({ tenant: 'default', incident }, entries.at(-1), {
          at: '2026-03-01T08:00:00.000Z',
          actor: { kind: 'person', id: 'ada' },
          event: 'decision_made',
          about: `hold ${at}`,
          detail: { verdict: 'approved' },
        }),
      );
    return entries;
  };
  const lines = (...entries: LogEntry[]): string => `${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`;
  const verify = (text: string) => {
    const file = join(folder(), 'audit.jsonl');
    writeFileSync(file, text);
    return mendgate('--format', 'json', 'audit', 'verify', file);
  };

  test('whole chains, of two incidents in turn', async () => {
    const [one, two] = [chain('A', 3), chain('B', 3)];
    const ran = await verify(lines(...one.flatMap((entry, at) => [entry, two[at] ?? entry])));
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      ok: true,
      chains: [
        { chain: 'default/A', ok: true, entries: 3 },
        { chain: 'default/B', ok: true, entries: 3 },
      ],
    });
  });

  test.for<[string, (text: string) => string, number]>([
    ['an answer turned', (text) => text.replace(/approved(?=[^\n]*\n[^\n]*\n$)/, 'rejected'), 2],
    ['one byte of a name', (text) => text.replace('ada', 'adb'), 1],
    ['one byte that makes it no JSON', (text) => text.replace('{', '['), 1],
    ['the incident of an entry', (text) => text.replace('"incident":"A"', '"incident":"B"'), 1],
    ['a line taken out', (text) => text.split('\n').toSpliced(1, 1).join('\n'), 2],
    ['a line cut short', (text) => text.slice(0, -20), 3],
  ])('%s is found', async ([, harm, at]) => {
    const text = lines(...chain('A', 3));
    expect(harm(text)).not.toBe(text);
    const ran = await verify(harm(text));
    expect(ran.code).toBe(1);
    const { ok, chains } = JSON.parse(ran.stdout) as { ok: boolean; chains: { ok: boolean; at?: number }[] };
    expect(ok).toBe(false);
    expect(chains.find((it) => !it.ok)?.at).toBe(at);
  });

  test('a cut-off end cannot be seen in a file alone, and it says so beside the answer', async () => {
    const file = join(folder(), 'audit.jsonl');
    writeFileSync(file, lines(...chain('A', 3).slice(0, 2)));
    const table = await mendgate('audit', 'verify', file);
    expect({ code: table.code, stderr: table.stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/end was cut off: compare its head/),
    });
    expect((await mendgate('--format', 'json', 'audit', 'verify', file)).stderr).toBe('');
  });

  test('an empty file proves nothing', async () => {
    expectRefusal(await verify('\n\n'), 2, /no entries/);
  });
});
