import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/contracts/json.ts';
import type { KubeObject } from '../../../src/contracts/kube.ts';
import type { Change } from '../../../src/contracts/plan.ts';
import { actionOf } from '../../../src/core/actions/catalogue.ts';
import { podOfTemplate } from '../../../src/core/actions/pod-of-template.ts';
import { app, deployment, replicaSet, target, templateOf } from './cart.ts';

const at = '/spec/template/spec/containers/0';
type Case = [what: string, params: { [key: string]: Json }, objects: KubeObject[], expected: Change[] | RegExp];
const plain = [deployment()];

function check(action: string): (...parts: Case) => void {
  return (_, params, objects, expected) => {
    const got = actionOf(action)?.changes(params, target, objects) ?? { refused: 'no action' };
    if (expected instanceof RegExp) expect('refused' in got && got.refused).toMatch(expected);
    else expect(got).toEqual({ changes: expected });
  };
}

describe('workload.set-resources', () => {
  const wanted = { container: 'app', memoryLimit: '128Mi' };
  test.each<Case>([
    [
      'the limit alone; requests stay',
      wanted,
      plain,
      [{ path: `${at}/resources/limits/memory`, before: '64Mi', after: '128Mi' }],
    ],
    [
      'no limits yet',
      wanted,
      [deployment(templateOf(app({ resources: {} })))],
      [{ path: `${at}/resources/limits/memory`, after: '128Mi' }],
    ],
    [
      'an init container',
      { ...wanted, container: 'init' },
      [deployment(templateOf(app(), { initContainers: [{ name: 'init', resources: { limits: { memory: '1Mi' } } }] }))],
      [{ path: '/spec/template/spec/initContainers/0/resources/limits/memory', before: '1Mi', after: '128Mi' }],
    ],
    ['a limit below the request', { container: 'app', memoryLimit: '16Mi' }, plain, /requests 32Mi/],
    [
      'a request nobody can read',
      wanted,
      [deployment(templateOf(app({ resources: { requests: { memory: '?' } } })))],
      /requests/,
    ],
    ['the same limit in other words', { container: 'app', memoryLimit: '65536Ki' }, plain, /already has/],
    ['no amount', { container: 'app', memoryLimit: 'more' }, plain, /no amount/],
    ['a container that is gone', { ...wanted, container: 'web' }, plain, /no container web/],
    ['a workload that is gone', wanted, [], /not there any more/],
    ['the same name elsewhere', wanted, [deployment(undefined, { namespace: 'other' })], /not there any more/],
    [
      'a workload on its way out',
      wanted,
      [deployment(undefined, { deletionTimestamp: '2026-01-01T00:00:00Z' })],
      /being deleted/,
    ],
    [
      'Argo CD keeps it',
      wanted,
      [deployment(undefined, { annotations: { 'argocd.argoproj.io/tracking-id': 'cart:apps/Deployment' } })],
      /Argo CD \(cart\).*propose it at its source/,
    ],
    [
      'Flux keeps it',
      wanted,
      [deployment(undefined, { labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' } })],
      /Flux \(shop\)/,
    ],
    [
      'an operator keeps it',
      wanted,
      [deployment(undefined, { ownerReferences: [{ kind: 'Cart', name: 'main', controller: true }] })],
      /Cart main/,
    ],
  ])('%s', check('workload.set-resources'));

  test('is not for other kinds: their pods would not be replaced', () => {
    const got = actionOf('workload.set-resources')?.changes(wanted, { ...target, kind: 'StatefulSet' }, plain);
    expect(got).toEqual({ refused: expect.stringContaining('Deployments only') });
  });
});

describe('workload.set-image', () => {
  test.each<Case>([
    [
      'the image alone',
      { container: 'app', image: 'registry.example/cart:1' },
      plain,
      [{ path: `${at}/image`, before: 'registry.example/cart:2', after: 'registry.example/cart:1' }],
    ],
    ['the same image', { container: 'app', image: 'registry.example/cart:2' }, plain, /already runs/],
  ])('%s', check('workload.set-image'));
});

describe('workload.set-probe', () => {
  const wanted = { container: 'app', probe: 'readinessProbe', handler: 'httpGet', port: 8080 };
  test.each<Case>([
    [
      'the port alone; handler, path and scheme stay',
      wanted,
      plain,
      [{ path: `${at}/readinessProbe/httpGet/port`, before: 8081, after: 8080 }],
    ],
    ['another handler by now', { ...wanted, handler: 'tcpSocket' }, plain, /no tcpSocket readinessProbe/],
    ['the port already', { ...wanted, port: 8081 }, plain, /already/],
  ])('%s', check('workload.set-probe'));
});

describe('workload.roll-back', () => {
  const wanted = { revision: 1, replicaSet: 'cart-h1' };
  const old = templateOf(app({ image: 'registry.example/cart:1', env: [{ name: 'LEVEL', value: 'debug' }] }));
  test.each<Case>([
    [
      'only what differs, container by container',
      wanted,
      [deployment(), replicaSet(1, old)],
      [
        { path: `${at}/image`, before: 'registry.example/cart:2', after: 'registry.example/cart:1' },
        { path: `${at}/env`, before: [{ name: 'LEVEL', value: 'info' }], after: [{ name: 'LEVEL', value: 'debug' }] },
      ],
    ],
    [
      'a field that came and one that went',
      wanted,
      [
        deployment(templateOf(app(), { hostNetwork: true })),
        replicaSet(1, templateOf(app(), { priorityClassName: 'high' })),
      ],
      [
        { path: '/spec/template/spec/hostNetwork', before: true },
        { path: '/spec/template/spec/priorityClassName', after: 'high' },
      ],
    ],
    [
      'another set of containers, as a whole',
      wanted,
      [
        deployment(),
        replicaSet(1, {
          ...templateOf(app()),
          spec: { ...(templateOf(app()).spec as object), containers: [app(), { name: 'log' }] },
        }),
      ],
      [{ path: '/spec/template/spec/containers', before: [app()], after: [app(), { name: 'log' }] }],
    ],
    [
      'annotations one by one',
      wanted,
      [
        deployment({
          ...templateOf(app()),
          metadata: { labels: { app: 'cart' }, annotations: { mine: 'x', 'a/b': '2' } },
        }),
        replicaSet(1, {
          ...templateOf(app()),
          metadata: { labels: { app: 'cart' }, annotations: { mine: 'x', 'a/b': '1' } },
        }),
      ],
      [{ path: '/spec/template/metadata/annotations/a~1b', before: '2', after: '1' }],
    ],
    [
      'the last annotation goes with its map, for a server keeps no empty one',
      wanted,
      [
        deployment({ ...templateOf(app()), metadata: { labels: { app: 'cart' }, annotations: { 'a/b': '2' } } }),
        replicaSet(1, { ...templateOf(app()), metadata: { labels: { app: 'cart' } } }),
      ],
      [{ path: '/spec/template/metadata/annotations', before: { 'a/b': '2' } }],
    ],
    ['the ReplicaSet is gone', wanted, [deployment(), replicaSet(3, old)], /is gone/],
    ['it has been renumbered', { ...wanted, revision: 4 }, [deployment(), replicaSet(1, old)], /revision 1 by now/],
    [
      "it is another workload's",
      wanted,
      [deployment(), replicaSet(1, old, { ownerReferences: [{ kind: 'Deployment', name: 'cart', uid: 'u-else' }] })],
      /not one of cart/,
    ],
    ['it has no owner', wanted, [deployment(), replicaSet(1, old, { ownerReferences: [] })], /not one of cart/],
    ['nothing differs', wanted, [deployment(), replicaSet(1, templateOf(app()))], /already runs revision 1/],
  ])('%s', check('workload.roll-back'));
});

describe('podOfTemplate', () => {
  test('is the template as a Pod of its own, the workload untouched', () => {
    const workload = deployment();
    const before = structuredClone(workload);
    const pod = podOfTemplate(workload, 'try-1');
    expect(pod).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'try-1', namespace: 'shop', labels: { app: 'cart' } },
      spec: (templateOf(app()) as { spec: object }).spec,
    });
    (pod.spec as { hostNetwork?: boolean }).hostNetwork = true;
    expect(workload).toEqual(before);
  });
  test('refuses what has no template', () => {
    expect(() => podOfTemplate({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' } }, 'try-1')).toThrow(
      'no pod template',
    );
  });
});
