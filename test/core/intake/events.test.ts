import { describe, expect, test } from 'vitest';
import { type Alert, Parsed, type Source } from '../../../src/contracts/alert.ts';
import { Fault } from '../../../src/contracts/fault.ts';
import { fingerprintOf } from '../../../src/core/intake/fingerprint.ts';
import { slotOf } from '../../../src/core/intake/slot.ts';
import { parse, payload, payloadsOf } from './payloads.ts';

type Expected = { alerts: Partial<Alert>[]; ignored?: (string | RegExp)[] };
const cart = { cluster: 'prod-eu', namespace: 'shop', workload: 'cart' };
const arn = (name: string) => `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${name}`;

/** Every payload file has a row: what is read from it, field by field; `undefined` means the field must be absent. */
const rows: Record<Source, Record<string, Expected>> = {
  alertmanager: {
    storm: {
      alerts: [
        ...Array.from({ length: 30 }, () => ({ title: 'KubePodCrashLooping', severity: 'medium' as const, ...cart })),
        ...Array.from({ length: 8 }, () => ({ title: 'KubePodNotReady', severity: 'medium' as const, ...cart })),
        { title: 'KubeDeploymentReplicasMismatch', severity: 'medium', service: undefined, ...cart },
        { title: 'KubeDeploymentRolloutStuck', severity: 'critical', startedAt: '2026-11-20T03:15:00.218Z', ...cart },
      ],
      ignored: [/left out 12 alerts/],
    },
    resolved: { alerts: [{ status: 'resolved', startedAt: '2026-11-20T03:10:00.218Z', ...cart }] },
    grouped: {
      alerts: [
        {
          title: 'HighErrorRate',
          description:
            'One request in five fails.\nledger answered 21 % of its requests with 5xx over the last five minutes.',
          severity: 'critical',
          environment: 'production',
          namespace: 'payments',
          service: 'ledger',
          workload: undefined,
          startedAt: '2026-11-20T03:12:09.412Z',
        },
        {
          severity: 'high',
          workload: 'ledger-db',
          service: undefined,
          description: 'StatefulSet payments/ledger-db has 2 of 3 replicas ready.',
        },
        { status: 'resolved', workload: 'ledger-export', severity: 'medium' },
        { severity: undefined, workload: 'ledger-db', description: undefined },
      ],
    },
    minimal: {
      alerts: [
        {
          title: 'DiskFull',
          status: 'firing',
          labels: { alertname: 'DiskFull' },
          namespace: undefined,
          startedAt: undefined,
          link: undefined,
        },
      ],
    },
    unicode: {
      alerts: [
        {
          title: 'Überlastung im Warenkorb 🛒',
          description: expect.stringContaining('サービスが遅い 🐢'),
          severity: undefined,
          ...cart,
        },
      ],
    },
    watchdog: {
      alerts: [
        { title: 'Watchdog', severity: 'low', link: 'https://prometheus.example.com/graph?g0.expr=vector(1)&g0.tab=1' },
        { title: 'InfoInhibitor', namespace: 'shop' },
      ],
    },
    exporters: {
      alerts: [
        { namespace: 'shop', workload: 'search', service: undefined },
        { title: 'NodeFilesystemAlmostOutOfSpace', namespace: undefined, workload: undefined, service: undefined },
        { namespace: 'monitoring', workload: 'node-exporter', service: undefined },
      ],
    },
  },
  cloudwatch: {
    alarm: {
      alerts: [
        {
          status: 'firing',
          senderId: arn('prod-cart-container-restarts'),
          title: 'prod-cart-container-restarts',
          severity: undefined,
          startedAt: '2026-11-20T03:14:07.512Z',
          labels: {
            ClusterName: 'prod-eu',
            Namespace: 'shop',
            PodName: 'cart',
            account: '123456789012',
            metric: 'pod_number_of_container_restarts',
            metricNamespace: 'ContainerInsights',
            region: 'eu-central-1',
          },
          ...cart,
        },
      ],
    },
    ok: { alerts: [{ status: 'resolved', startedAt: '2026-11-20T03:14:07.512Z', ...cart }] },
    composite: {
      alerts: [
        {
          status: 'firing',
          senderId: arn('prod-shop-degraded'),
          cluster: undefined,
          namespace: undefined,
          workload: undefined,
          labels: {
            account: '123456789012',
            alarmRule: 'ALARM("prod-cart-container-restarts") AND ALARM("prod-web-5xx")',
            region: 'eu-central-1',
          },
        },
      ],
    },
    'metric-math': { alerts: [{ cluster: 'prod-eu', namespace: 'shop', workload: undefined }] },
    database: {
      alerts: [{ service: 'orders-prod', severity: 'critical', environment: 'production', namespace: undefined }],
    },
    'insufficient-data': { alerts: [], ignored: [/INSUFFICIENT_DATA/] },
    'configuration-change': { alerts: [], ignored: [/its state did not change/] },
    'sns-alarm': {
      alerts: [
        {
          status: 'firing',
          senderId: arn('prod-cart-container-restarts'),
          title: 'prod-cart-container-restarts',
          description: expect.stringMatching(/^Containers of a pod .*\nThreshold Crossed/),
          startedAt: '2026-11-20T03:14:07.512Z',
          link: expect.stringContaining('region=eu-central-1#alarmsV2:alarm/prod-cart-container-restarts'),
          labels: {
            ClusterName: 'prod-eu',
            Namespace: 'shop',
            PodName: 'cart',
            account: '123456789012',
            metric: 'pod_number_of_container_restarts',
            metricNamespace: 'ContainerInsights',
            region: 'eu-central-1',
          },
          ...cart,
        },
      ],
    },
    // A message does not say when the state before it began.
    'sns-ok': { alerts: [{ status: 'resolved', startedAt: undefined, ...cart }] },
    'sns-insufficient-data': { alerts: [], ignored: [/INSUFFICIENT_DATA/] },
    'sns-composite': {
      alerts: [
        {
          senderId: arn('prod-shop-degraded'),
          cluster: undefined,
          labels: {
            account: '123456789012',
            alarmRule: 'ALARM("prod-cart-container-restarts") AND ALARM("prod-web-5xx")',
            region: 'eu-central-1',
          },
        },
      ],
    },
    'sns-metric-math': { alerts: [{ cluster: 'prod-eu', namespace: 'shop', workload: undefined }] },
    'sns-event': {
      alerts: [{ title: 'prod-cart-container-restarts', startedAt: '2026-11-20T03:14:07.512Z', ...cart }],
    },
    'sns-subscription': { alerts: [], ignored: [/about a subscription/] },
    'sns-unsubscribe': { alerts: [], ignored: [/about a subscription/] },
  },
};
const refusals: Record<Source, RegExp> = { alertmanager: /alerts\[1\]\.labels/, cloudwatch: /detail\.state\.value/ };

for (const source of ['alertmanager', 'cloudwatch'] as const)
  describe(source, () => {
    test('every payload file has a row here', () => {
      expect(payloadsOf(source)).toEqual([...Object.keys(rows[source]), 'invalid'].sort());
    });

    test.each(Object.entries(rows[source]))('%s', (name, expected) => {
      const parsed = parse(source, payload(source, name));
      expect(Parsed.parse(parsed)).toEqual(parsed);
      expect(parsed.alerts).toHaveLength(expected.alerts.length);
      for (const [at, alert] of parsed.alerts.entries()) {
        const fields = expected.alerts[at] ?? {};
        for (const [field, value] of Object.entries(fields))
          expect(alert[field as keyof Alert], `${name} alerts[${at}].${field}`).toEqual(value);
      }
      expect(parsed.ignored.map((entry) => entry.why)).toEqual(
        (expected.ignored ?? []).map((why) => expect.stringMatching(why)),
      );
    });

    test('invalid is refused by the name of its field, with what to do', () => {
      const refused = refusalOf(() => parse(source, payload(source, 'invalid')));
      expect(refused.word).toBe('Malformed');
      expect(refused.message).toMatch(refusals[source]);
      expect(refused.hint).toMatch(/Correct the named fields/);
    });
  });

describe('what belongs together', () => {
  test('a storm wants one slot and holds forty alarms', () => {
    const { alerts } = parse('alertmanager', payload('alertmanager', 'storm'));
    expect(new Set(alerts.map((alert) => slotOf('home', alert)))).toEqual(new Set(['home/shop/cart']));
    expect(new Set(alerts.map((alert) => fingerprintOf('t', 'h', alert))).size).toBe(40);
  });

  test.each([
    ['alertmanager', 'storm', 'resolved'],
    ['cloudwatch', 'alarm', 'ok'],
    ['cloudwatch', 'sns-alarm', 'sns-ok'],
    // By whatever way it comes: the rule of the stack and a topic of its own are the same alarm.
    ['cloudwatch', 'alarm', 'sns-ok'],
  ] as const)('%s: %s and %s are the same alarm', (source, firing, resolved) => {
    const [began] = parse(source, payload(source, firing)).alerts;
    const [ended] = parse(source, payload(source, resolved)).alerts;
    if (began === undefined || ended === undefined) throw new Error('both payloads hold an alarm');
    expect([began.status, ended.status]).toEqual(['firing', 'resolved']);
    expect(fingerprintOf('t', 'h', began)).toBe(fingerprintOf('t', 'h', ended));
  });

  test('an alarm of either sender about one pod wants one slot', () => {
    const [a] = parse('alertmanager', payload('alertmanager', 'storm')).alerts;
    const [b] = parse('cloudwatch', payload('cloudwatch', 'alarm')).alerts;
    if (a === undefined || b === undefined) throw new Error('both payloads hold an alarm');
    expect(slotOf('prod-eu', a)).toBe(slotOf('prod-eu', b));
  });
});

function refusalOf(call: () => unknown): Fault {
  try {
    call();
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
  throw new Error('it was not refused');
}
