import { describe, expect, test } from 'vitest';
import type { KubeObject, Service } from '../../../src/contracts/kube.ts';
import type { Read } from '../../../src/contracts/world.ts';
import { addressedHosts, blamedHosts, isAddressOf } from '../../../src/core/diagnosis/hosts.ts';
import { judgeWorld } from '../../../src/core/diagnosis/judge-world.ts';
import {
  container,
  deployment,
  event,
  log,
  looping,
  neverRan,
  pod,
  running,
  service,
  setName,
  template,
  waiting,
  world,
} from './objects.ts';

const shop = { namespace: 'shop' };
const small = container({ resources: { limits: { memory: '64Mi' } } });
const first = (name: string, containers: Record<string, unknown>[]) => [
  ...deployment(name, [{ number: 1, template: template(name, containers) }], neverRan),
  service(name, name, { clusterIP: `10.96.0.${name.length}` }),
];
const podOf = (name: string, told: Parameters<typeof pod>[1]) =>
  pod(`${setName(name, 1)}-abcde`, { set: setName(name, 1), labels: { app: name }, ...told });
const cartPod = podOf('cart', { containers: [small], statuses: [looping('app', 137, 'OOMKilled', 4)] });
const cart = [...first('cart', [small]), cartPod];

const judge = (objects: KubeObject[], reads: Read[] = [], scope: Parameters<typeof judgeWorld>[1] = shop) => {
  const { judgements, victims, blind } = judgeWorld(world(objects, { reads }), scope);
  return {
    findings: judgements.map((each) => `${each.object.name} ${each.cause.id}`),
    victims: judgements.map((each) => (victims.get(each) ?? []).map((victim) => victim.name)),
    blind: blind.map((each) => each.asked),
    judgements,
  };
};

describe('cause and victim', () => {
  const webPod = podOf('web', { statuses: [looping('app', 1, 'Error')] });
  const crashing = [...first('web', [container()]), webPod];

  test.each([
    ['by Service name', 'dial tcp: lookup cart: no such host'],
    ['by address and port', 'connect to cart:80 failed: connection refused'],
    ['by URL', 'GET http://cart.shop.svc.cluster.local/api: i/o timeout'],
    ['by cluster address', 'dial tcp 10.96.0.4:80: connect: connection refused'],
    [
      'in Python',
      "HTTPConnectionPool(host='cart', port=80): Max retries exceeded (Caused by NewConnectionError: Connection refused)",
    ],
    ['in Node', 'Error: getaddrinfo ENOTFOUND cart'],
    ['in Java', 'java.net.UnknownHostException: cart'],
    ['by a proxy', 'upstream connect error or disconnect, upstream: "http://cart:80/"'],
  ])('a crash that blames a sick Service %s is a victim', (_, line) => {
    const got = judge([...cart, ...crashing], [log(webPod, `starting\n${line}\n`)]);
    expect(got).toMatchObject({ findings: ['cart pod.memory-limit-exceeded'], victims: [['web']], blind: [] });
  });

  test.each([
    ['a Service that is well', 'connect to search:80 failed: connection refused', 'web'],
    ['no address', 'the cart is empty, connection refused', 'web'],
    ['another namespace', 'dial tcp: lookup cart.billing.svc: no such host', 'web'],
    ['no failure', 'connected to http://cart/', 'web'],
  ])('a log that names %s makes no victim', (_, line) => {
    const got = judge(
      [
        ...cart,
        ...crashing,
        ...first('search', [container()]),
        podOf('search', { ready: true, statuses: [running('app')] }),
      ],
      [log(webPod, line), log(webPod, line, false)],
    );
    expect(got.victims).toEqual([[]]);
    expect(got.blind).toEqual(['cause of deployment/shop/web']);
  });

  test('failing probes and a wire in the template are enough, a crash is not', () => {
    const wired = container({ env: [{ name: 'CART', value: 'http://cart:80/x' }] });
    const waits = podOf('web', { containers: [wired], readySince: 400, statuses: [running('app', { ready: false })] });
    expect(judge([...cart, ...first('web', [wired]), waits]).victims).toEqual([['web']]);
    const crash = podOf('web', { containers: [wired], statuses: [looping('app', 1, 'Error')] });
    expect(
      judge([...cart, ...first('web', [wired]), crash], [log(crash, 'panic'), log(crash, '', false)]).victims,
    ).toEqual([[]]);
  });

  test('who has a cause of its own is no victim', () => {
    const own = podOf('web', { containers: [small], statuses: [looping('app', 137, 'OOMKilled', 2)] });
    const got = judge([...cart, ...first('web', [small]), own], [log(own, 'connect to cart:80: connection refused')]);
    expect(got.findings).toEqual(['cart pod.memory-limit-exceeded', 'web pod.memory-limit-exceeded']);
    expect(got.victims).toEqual([[], []]);
  });

  test('two that blame each other and have no cause are both unexplained', () => {
    const a = podOf('aa', { statuses: [looping('app', 1, 'Error')] });
    const b = podOf('bbb', { statuses: [looping('app', 1, 'Error')] });
    const reads = [
      log(a, 'bbb:80: connection refused'),
      log(a, '', false),
      log(b, 'aa:80: connection refused'),
      log(b, '', false),
    ];
    const got = judge([...first('aa', [container()]), a, ...first('bbb', [container()]), b], reads);
    expect(got).toMatchObject({ findings: [], blind: ['cause of deployment/shop/aa', 'cause of deployment/shop/bbb'] });
  });
});

describe('order', () => {
  test('a specific cause hides "bad revision" of the same workload and says when it began', () => {
    const bad = pod('cart-x', {
      set: setName('cart', 2),
      containers: [small],
      statuses: [looping('app', 137, 'OOMKilled')],
    });
    const objects = [
      ...deployment('cart', [
        { number: 1, template: template('cart'), available: 2 },
        { number: 2, template: template('cart', [small]) },
      ]),
      bad,
    ];
    const got = judge(objects);
    expect(got.findings).toEqual(['cart pod.memory-limit-exceeded']);
    expect(got.judgements[0]?.evidence.map((each) => each.says).join('\n')).toContain('began with revision 2');
  });

  test('with equal confidence more victims come first, then the name', () => {
    const names = ['aaaa', 'zzzz'];
    const pods = names.map((name) =>
      podOf(name, { containers: [small], statuses: [looping('app', 137, 'OOMKilled', 4)] }),
    );
    const objects = [...names.flatMap((name) => first(name, [small])), ...pods];
    expect(judge(objects).findings.map((each) => each.split(' ')[0])).toEqual(['aaaa', 'zzzz']);
    const webPod = podOf('web', { statuses: [looping('app', 1, 'Error')] });
    const blamed = judge(
      [...objects, ...first('web', [container()]), webPod],
      [log(webPod, 'zzzz:80: connection refused')],
    );
    expect(blamed.findings.map((each) => each.split(' ')[0])).toEqual(['zzzz', 'aaaa']);
  });
});

describe('scope', () => {
  const mail = [
    ...first('mail', [container()]),
    podOf('mail', { phase: 'Pending', statuses: [waiting('app', 'ErrImagePull', 'x: not found')] }),
  ];
  const objects = [...cart, ...mail];
  const about = (kind: string, name: string) => judge(objects, [], { object: { kind, namespace: 'shop', name } });
  const [set] = cartPod.metadata.ownerReferences ?? [];

  test.each([
    ['Deployment', 'cart'],
    ['deployment', 'cart'],
    ['Pod', cartPod.metadata.name],
    ['Pod', 'cart-7d9f8b6c5-gone1'],
    ['ReplicaSet', set?.name ?? ''],
    ['Service', 'cart'],
  ])('%s %s is about cart alone', (kind, name) => {
    expect(about(kind, name)).toMatchObject({ findings: ['cart pod.memory-limit-exceeded'], blind: [] });
  });

  test('an object nobody knows is blind, not healthy', () => {
    expect(about('Deployment', 'nope')).toMatchObject({ findings: [], blind: ['deployment/shop/nope'] });
  });

  test('the cause of a victim is told when only the victim was asked about', () => {
    const webPod = podOf('web', { statuses: [looping('app', 1, 'Error')] });
    const all = [...objects, ...first('web', [container()]), webPod, event(webPod, 'BackOff', 'x')];
    const got = judge(all, [log(webPod, 'cart:80: connection refused')], {
      object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
    });
    expect(got).toMatchObject({ findings: ['cart pod.memory-limit-exceeded'], victims: [['web']], blind: [] });
  });
});

test('hosts', () => {
  const cartService = service('cart') as Service;
  expect([...blamedHosts('ok http://a/\nGET http://u:p@cart.shop:80/x: connection refused').keys()]).toContain(
    'cart.shop',
  );
  expect(addressedHosts('http://cart:80/x,orders.shop.svc:9 postgres://u:p@db/x')).toEqual([
    'cart',
    'orders.shop.svc',
    'db',
  ]);
  expect(isAddressOf(cartService, 'cart', 'shop')).toBe(true);
  expect(isAddressOf(cartService, 'cart', 'billing')).toBe(false);
  expect(isAddressOf(cartService, 'cart.shop.svc.cluster.local', 'billing')).toBe(true);
  expect(isAddressOf(cartService, 'cart.shopping', 'shop')).toBe(false);
});
