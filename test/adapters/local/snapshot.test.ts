import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { snapshotCluster } from '../../../src/adapters/local/snapshot.ts';
import { Kind, type KubeObject } from '../../../src/contracts/kube.ts';

const fixture = (name: string) => snapshotCluster(join(import.meta.dirname, '../../fixtures/snapshots', name));
const names = (objects: KubeObject[]): string[] => objects.map(({ metadata }) => metadata.name);
const blind = { word: 'Unavailable', message: expect.stringContaining('not in the snapshot') };
const cartPod = 'cart-7d9c5b6f4-x2k8p';
const logs = (pod: string, previous = false, lines = 50) => ({
  namespace: 'shop',
  pod,
  container: 'app',
  previous,
  lines,
});

describe('kubectl cluster-info dump', () => {
  test('lists by kind and namespace; an empty List is none, an absent one is not known', async () => {
    const { cluster, unreadable, namespaces } = await fixture('cluster-info-dump');
    expect(unreadable).toEqual([]);
    expect(namespaces).toEqual(['default', 'shop']);
    expect(names(await cluster.list('Deployment', 'shop'))).toEqual(['cart', 'search', 'web']);
    expect(names(await cluster.list('Node'))).toEqual(['worker-1']);
    expect(names(await cluster.list('Node', 'shop'))).toEqual(['worker-1']);
    expect(await cluster.list('Pod', 'default')).toEqual([]);
    expect(await cluster.list('DaemonSet')).toEqual([]);
    await expect(cluster.list('Pod', 'payments')).rejects.toMatchObject(blind);
    for (const kind of ['StatefulSet', 'EndpointSlice', 'HorizontalPodAutoscaler', 'PodMetrics'] as const)
      await expect(cluster.list(kind)).rejects.toMatchObject(blind);
  });

  test('items say what they are, and one object is found or absent or not known', async () => {
    const { cluster } = await fixture('cluster-info-dump');
    const ref = { kind: 'Deployment', namespace: 'shop', name: 'cart' } as const;
    expect(await cluster.get(ref)).toMatchObject({ apiVersion: 'apps/v1', kind: 'Deployment' });
    expect(await cluster.get({ ...ref, name: 'nobody' })).toBeUndefined();
    expect(await cluster.get({ kind: 'Node', name: 'worker-1' })).toMatchObject({ kind: 'Node' });
    await expect(cluster.get({ ...ref, namespace: 'payments' })).rejects.toMatchObject(blind);
    await expect(cluster.get({ ...ref, kind: 'StatefulSet' })).rejects.toMatchObject(blind);
  });

  test('taken when its newest event was', async () => {
    expect((await fixture('cluster-info-dump')).at).toBe('2026-03-09T08:12:30.000Z');
  });

  test('logs: there, never started, no run before, not taken', async () => {
    const { cluster } = await fixture('cluster-info-dump');
    expect(await cluster.logs(logs(cartPod))).toBe('loading catalogue\ncache 40% filled\ncache 80% filled\n');
    expect(await cluster.logs(logs(cartPod, false, 1))).toBe('cache 80% filled\n');
    expect(await cluster.logs(logs('search-5f6d8c9b7-q4w2z'))).toBeUndefined();
    expect(await cluster.logs(logs('web-6b8f7d5c4-m9n3t', true))).toBeUndefined();
    expect(await cluster.logs(logs('nobody'))).toBeUndefined();
    await expect(cluster.logs(logs(cartPod, true))).rejects.toMatchObject(blind);
    await expect(cluster.logs({ ...logs(cartPod), container: 'sidecar' })).rejects.toMatchObject(blind);
    await expect(cluster.logs({ ...logs('nobody'), namespace: 'payments' })).rejects.toMatchObject(blind);
  });

  test('a program that prints the header of another pod speaks for itself alone', async () => {
    const { cluster } = await fixture('cluster-info-dump');
    expect(await cluster.logs(logs(cartPod))).not.toContain('forged');
    const own = await cluster.logs(logs('web-6b8f7d5c4-m9n3t'));
    expect(own).toContain('forged');
    expect(own).toMatch(/last line without a line feed$/);
  });

  test('nothing can be changed', async () => {
    const { cluster } = await fixture('cluster-info-dump');
    const fault = { word: 'Impossible', message: 'a snapshot cannot be changed' };
    const how = { dryRun: true, manager: 'm' };
    await expect(cluster.patch({ kind: 'Service', namespace: 'shop', name: 'cart' }, [], how)).rejects.toMatchObject(
      fault,
    );
    await expect(
      cluster.tryCreate({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } }, how),
    ).rejects.toMatchObject(fault);
    expect(cluster.practice).toBe(false);
  });
});

describe('any tree of files', () => {
  test('what is broken is named, what is not ours is passed over', async () => {
    const { unreadable } = await fixture('loose-files');
    expect(unreadable).toEqual([
      { asked: 'file broken.json', why: 'malformed JSON' },
      { asked: 'file broken.yaml', why: expect.stringContaining('malformed: ') },
      { asked: 'file half.json', why: expect.stringContaining('item 1: Node: metadata.name') },
      { asked: 'file half.json', why: 'item 2: not an object' },
      { asked: 'file picture.yaml', why: 'binary' },
    ]);
  });

  test('many documents, mixed Lists, a namesake of another group, an empty List known by its file', async () => {
    const { cluster, namespaces, at } = await fixture('loose-files');
    expect(names(await cluster.list('Deployment', 'shop'))).toEqual(['cart']);
    expect(names(await cluster.list('Service'))).toEqual(['cart']);
    expect(names(await cluster.list('Pod'))).toEqual([cartPod]);
    expect(names(await cluster.list('Node'))).toEqual(['worker-1']);
    expect(await cluster.list('HorizontalPodAutoscaler', 'shop')).toEqual([]);
    await expect(cluster.list('Event')).rejects.toMatchObject(blind);
    expect(namespaces).toEqual(['payments', 'shop']);
    expect(at).toBe('2026-03-09T08:11:40.000Z');
  });
});

test('a Troubleshoot bundle: namespaces by file name, bare arrays, logs beside', async () => {
  const { cluster, unreadable } = await fixture('support-bundle');
  expect(unreadable).toEqual([]);
  expect(await cluster.list('Pod', 'shop')).toHaveLength(3);
  expect(await cluster.list('Pod', 'payments')).toEqual([]);
  await expect(cluster.list('Pod', 'elsewhere')).rejects.toMatchObject(blind);
  expect(names(await cluster.list('Node'))).toEqual(['worker-1']);
  expect(await cluster.logs(logs(cartPod))).toBe('loading catalogue\n');
  expect(await cluster.logs(logs(cartPod, true))).toBe('loading catalogue\nkilled\n');
});

test('an OpenShift must-gather: YAML Lists and logs deep below', async () => {
  const { cluster, namespaces, at } = await fixture('must-gather');
  expect(namespaces).toEqual(['shop']);
  expect(names(await cluster.list('Pod', 'shop'))).toEqual(['cart-0']);
  await expect(cluster.list('Pod', 'elsewhere')).rejects.toMatchObject(blind);
  expect(await cluster.logs(logs('cart-0', true))).toBe('started\npanic: no such table\n');
  expect(at).toBe('1970-01-01T00:00:00.000Z');
});

describe('made here', () => {
  const pod = (name: string, namespace = 'shop') => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } });

  test('a kind listed in one namespace and not in another is a hole in the rest', async () => {
    const dir = await tree({
      'shop/pods.json': { kind: 'PodList', apiVersion: 'v1', items: [pod('a')] },
      'pay/services.json': { kind: 'List', items: [] },
    });
    const { unreadable, cluster } = await snapshotCluster(dir);
    expect(unreadable.map(({ asked }) => asked).sort()).toEqual(['list Pod in pay', 'list Service in shop']);
    await expect(cluster.list('Pod', 'pay')).rejects.toMatchObject(blind);
  });

  test('the time is the newest the cluster wrote, whenever the files are from, whatever people wrote in', async () => {
    const later = '2031-01-01T00:00:00Z';
    const metadata = { name: 'a', annotations: { time: later }, deletionTimestamp: later };
    const status = { startTime: '2026-01-02T03:04:05Z', conditions: [{ lastTransitionTime: '2026-01-01T00:00:00Z' }] };
    const dir = await tree({ 'a.json': { ...pod('a'), metadata, spec: { time: later }, status } });
    await utimes(join(dir, 'a.json'), 1, 1);
    expect((await snapshotCluster(dir)).at).toBe('2026-01-02T03:04:05.000Z');
  });

  test('links inside are followed, links out and rings are not', async () => {
    const outside = await tree({ 'secret.json': pod('outside') });
    const dir = await tree({ 'real/a.json': pod('a') });
    await symlink(join(dir, 'real/a.json'), join(dir, 'real/b.json'));
    await symlink(dir, join(dir, 'real/ring'));
    await symlink(outside, join(dir, 'out'));
    await symlink(join(dir, 'nowhere'), join(dir, 'dangling.json'));
    const { cluster, unreadable } = await snapshotCluster(dir);
    expect(names(await cluster.list('Pod'))).toEqual(['a']);
    expect(unreadable).toEqual([
      { asked: 'file dangling.json', why: 'cannot be read (ENOENT)' },
      { asked: 'file out', why: 'a link out of the snapshot: not followed' },
      { asked: 'file real/ring', why: 'a link out of the snapshot: not followed' },
    ]);
  });

  test('depth, packed files, too deep objects, alias bombs', async () => {
    const deep = `${'d/'.repeat(13)}a.json`;
    const nested = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"n"},"spec":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((key, i) => `${key}: &${key} [${Array(10).fill(`*${'abcdefgh'[i]}`)}]`),
    ].join('\n');
    const dir = await tree({
      [deep]: pod('deep'),
      'nested.json': nested,
      'bomb.yaml': bomb,
      'dump.tar.gz': 'x',
      'a.json': pod('a'),
    });
    const { cluster, unreadable } = await snapshotCluster(dir);
    expect(names(await cluster.list('Pod'))).toEqual(['a']);
    expect(unreadable).toEqual([
      { asked: expect.stringMatching(/^folder d\/d/), why: 'deeper than 12 folders: not read' },
      { asked: 'file bomb.yaml', why: 'malformed' },
      { asked: 'file dump.tar.gz', why: 'packed: unpack it first' },
      { asked: 'file nested.json', why: 'Pod: nested too deep' },
    ]);
  });

  test('an empty directory knows nothing and says so; no directory is wrong use', async () => {
    const dir = await tree({});
    const { cluster, unreadable } = await snapshotCluster(dir);
    expect(unreadable).toEqual([{ asked: 'the whole snapshot', why: 'no Kubernetes object or List was found in it' }]);
    for (const kind of Kind.options) await expect(cluster.list(kind)).rejects.toMatchObject(blind);
    await expect(snapshotCluster(join(dir, 'nope'))).rejects.toMatchObject({ word: 'Malformed' });
    await writeFile(join(dir, 'file'), '');
    await expect(snapshotCluster(join(dir, 'file'))).rejects.toMatchObject({ word: 'Malformed' });
  });
});

async function tree(files: Record<string, unknown>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'mendgate-snapshot-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return dir;
}
