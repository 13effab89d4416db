import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/contracts/kube.ts';
import { probeWrongPort as analyzer } from '../../../../src/core/diagnosis/analyzers/probe-wrong-port.ts';
import { isRefused } from '../../../../src/core/diagnosis/probes.ts';
import { facts, judged, says, second } from '../judged.ts';
import {
  ago,
  container,
  deployment,
  ended,
  event,
  neverRan,
  pod,
  running,
  setName,
  template,
  world,
} from '../objects.ts';

type Loose = Record<string, unknown>;
const http = (port: number | string, more: Loose = {}) => ({
  httpGet: { path: '/healthz', port, scheme: 'HTTP' },
  periodSeconds: 5,
  failureThreshold: 3,
  ...more,
});
const wrong = container({ readinessProbe: http(9090) });
const unready = running('app', { ready: false });
const one = (containers: Loose[] = [wrong], status: Loose = unready, more: Parameters<typeof pod>[1] = {}) =>
  pod('cart-b', { set: setName('cart', 2), containers, statuses: [status], ...more });
const refusal = (port: number, probe = 'Readiness') =>
  `${probe} probe failed: Get "http://10.1.0.7:${port}/healthz": dial tcp 10.1.0.7:${port}: connect: connection refused`;
const sick = one();
const unhealthy = (of: KubeObject, message = refusal(9090), more: Loose = {}) => event(of, 'Unhealthy', message, more);
const first = (containers: Loose[]) =>
  deployment('cart', [{ number: 2, template: template('cart', containers) }], neverRan);
const found = { container: 'app', probe: 'readinessProbe', handler: 'httpGet', port: 9090, rightPort: 8080 };

const live = container({ livenessProbe: http(9090) });
const killed = running('app', { restartCount: 3, lastState: ended(137, 'Error', 40) });
const liveSick = one([live], killed, { ready: true });
const grpc = container({
  ports: [
    { name: 'grpc', containerPort: 50051 },
    { name: 'metrics', containerPort: 9100 },
  ],
  readinessProbe: { grpc: { port: 50052 } },
});
const twoPorts = container({
  ports: [
    { name: 'http', containerPort: 8080 },
    { name: 'admin', containerPort: 9000 },
  ],
  readinessProbe: http(9090),
});
const unnamed = container({ ports: [{ containerPort: 8080 }, { containerPort: 9000 }], readinessProbe: http(9090) });
const both = [
  { name: 'http', containerPort: 8080 },
  { name: 'admin', containerPort: 9000 },
];
const moved = container({ ports: both, readinessProbe: http(9000) });
const pair = (number: number, port: number) => ({
  number,
  template: template('cart', [container({ ports: both, readinessProbe: http(port) })]),
  available: number === 1 ? 1 : 0,
});
const proxy = container({ name: 'proxy', ports: [{ containerPort: 9090 }], readinessProbe: undefined });

const rows: [string, KubeObject[], unknown][] = [
  [
    'sick: the revision before asked another port',
    [...second([wrong]), sick, unhealthy(sick, refusal(9090), { count: 1 })],
    found,
  ],
  ['sick: first revision, one declared port', [...first([wrong]), sick, unhealthy(sick)], found],
  [
    'sick: tcpSocket',
    [
      ...first([container({ readinessProbe: { tcpSocket: { port: 9090 } } })]),
      one([container({ readinessProbe: { tcpSocket: { port: 9090 } } })]),
      unhealthy(sick, 'Readiness probe failed: dial tcp 10.1.0.7:9090: connect: connection refused'),
    ],
    { ...found, handler: 'tcpSocket' },
  ],
  ['sick: several ports, one is called http', [...first([twoPorts]), one([twoPorts]), unhealthy(sick)], found],
  [
    'sick: a port name that leads nowhere',
    [
      ...first([container({ readinessProbe: http('htpp') })]),
      one([container({ readinessProbe: http('htpp') })]),
      unhealthy(
        sick,
        'Readiness probe errored and resulted in unknown state: strconv.Atoi: parsing "htpp": invalid syntax',
      ),
    ],
    { ...found, port: 'htpp', rightPort: 'http' },
  ],
  [
    'sick: grpc',
    [
      ...first([grpc]),
      one([grpc]),
      unhealthy(
        sick,
        'Readiness probe failed: timeout: failed to connect service "10.1.0.7:50052" within 1s: context deadline exceeded: connection error: desc = "transport: Error while dialing: dial tcp 10.1.0.7:50052: connect: connection refused"',
      ),
    ],
    { container: 'app', probe: 'readinessProbe', handler: 'grpc', port: 50052, rightPort: 50051 },
  ],
  [
    'sick: liveness kills a ready container',
    [
      ...first([live]),
      liveSick,
      unhealthy(liveSick, refusal(9090, 'Liveness')),
      event(liveSick, 'Killing', 'Container app failed liveness probe, will be restarted', { type: 'Normal' }),
    ],
    { ...found, probe: 'livenessProbe' },
  ],
  [
    'sick: a declared port, but the good revision asked another',
    [...deployment('cart', [pair(1, 8080), pair(2, 9000)]), one([moved]), unhealthy(sick, refusal(9000))],
    { ...found, port: 9000, rightPort: 8080 },
  ],
  [
    'sick: the refusal is not the latest event',
    [
      ...second([wrong]),
      sick,
      unhealthy(sick, refusal(9090), { last: 60 }),
      event(sick, 'Pulled', 'Container image already present', { type: 'Normal', last: 1 }),
    ],
    found,
  ],
  ['healthy: ready', [...second([wrong]), one([wrong], running('app'), { ready: true }), unhealthy(sick)], 'healthy'],
  [
    'healthy: the declared port refuses: the app is down',
    [...first([container()]), one([container()]), unhealthy(sick, refusal(8080))],
    'healthy',
  ],
  [
    'healthy: the good revision asked the same port',
    [
      ...deployment('cart', [
        { number: 1, template: template('cart', [wrong]), available: 2 },
        { number: 2, template: template('cart', [wrong]) },
      ]),
      sick,
      unhealthy(sick),
    ],
    'healthy',
  ],
  [
    'healthy: HTTP 500 is an answer',
    [...second([wrong]), sick, unhealthy(sick, 'Readiness probe failed: HTTP probe failed with statuscode: 500')],
    'healthy',
  ],
  [
    'healthy: a timeout is no refusal',
    [
      ...second([wrong]),
      sick,
      unhealthy(sick, 'Readiness probe failed: Get "http://10.1.0.7:9090/": context deadline exceeded'),
    ],
    'healthy',
  ],
  [
    'healthy: another container serves that port',
    [...second([wrong, proxy]), one([wrong, proxy]), unhealthy(sick)],
    'healthy',
  ],
  [
    'healthy: a mesh rewrote the probe',
    [
      ...second([wrong]),
      one([container({ readinessProbe: { httpGet: { path: '/app-health/app/readyz', port: 15020 } } })]),
      unhealthy(sick, refusal(15020)),
    ],
    'healthy',
  ],
  [
    'healthy: several unnamed ports, no better revision',
    [...first([unnamed]), one([unnamed]), unhealthy(sick)],
    'healthy',
  ],
  [
    'healthy: the refusals stopped a quarter of an hour ago',
    [...second([wrong]), sick, unhealthy(sick, refusal(9090), { first: 2000, last: 900 })],
    'healthy',
  ],
  [
    'healthy: the probe asks another host',
    [
      ...first([container({ readinessProbe: { httpGet: { host: 'db', port: 9090 } } })]),
      one([container({ readinessProbe: { httpGet: { host: 'db', port: 9090 } } })]),
      unhealthy(sick),
    ],
    'healthy',
  ],
  [
    'healthy: a command',
    [
      ...first([container({ readinessProbe: { exec: { command: ['true'] } } })]),
      one([container({ readinessProbe: { exec: { command: ['true'] } } })]),
      unhealthy(sick),
    ],
    'healthy',
  ],
  [
    'borderline: one refusal ten seconds after the start, nothing to compare',
    [
      ...first([wrong]),
      one([wrong], running('app', { ready: false, state: { running: { startedAt: ago(10) } } })),
      unhealthy(sick, refusal(9090), { count: 1, first: 2, last: 2 }),
    ],
    'healthy',
  ],
  [
    'borderline: the same after half a minute',
    [
      ...first([wrong]),
      one([wrong], running('app', { ready: false, state: { running: { startedAt: ago(31) } } })),
      unhealthy(sick, refusal(9090), { count: 2, first: 20, last: 2 }),
    ],
    found,
  ],
];

describe('probe-wrong-port', () => {
  test.each(rows)('%s', (_, objects, expected) => {
    expect(facts(judged(analyzer, world(objects)))).toEqual(expected);
  });

  test('blind when events are, and only where a probe could be wrong', () => {
    expect(judged(analyzer, world([...second([wrong]), sick], { blind: { Event: 'forbidden' } }))).toEqual({
      is: 'blind',
      asked: 'list Event in shop',
      why: 'forbidden',
    });
    const well = one([wrong], running('app'), { ready: true });
    expect(judged(analyzer, world([...second([wrong]), well], { blind: { Event: 'forbidden' } })).is).toBe('healthy');
    expect(judged(analyzer, world([...second([wrong]), sick], { blind: { Pod: 'forbidden' } })).is).toBe('blind');
  });

  test('ports are read from IPv6 addresses, and of this probe only', () => {
    expect(
      isRefused('Readiness probe failed: dial tcp [fd00::7]:9090: connect: connection refused', 'readinessProbe', 9090),
    ).toBe(true);
    expect(isRefused(refusal(9090), 'livenessProbe', 9090)).toBe(false);
    expect(isRefused(refusal(9090), 'readinessProbe', 909)).toBe(false);
  });

  test('evidence shows the refusal, the declared ports and why the other port is right', () => {
    const text = says(judged(analyzer, world([...second([wrong]), sick, unhealthy(sick)])));
    expect(text).toContain('10.1.0.7:9090: connect: connection refused');
    expect(text).toContain('readinessProbe httpGet asks port 9090; declared: http 8080');
    expect(text).toContain('revision 1 ran with readinessProbe on port http');
  });
});
