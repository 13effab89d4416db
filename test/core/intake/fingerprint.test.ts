import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../src/contracts/alert.ts';
import { deliveryIdOf, fingerprintOf } from '../../../src/core/intake/fingerprint.ts';
import { parseDelivery } from '../../../src/core/intake/parse-delivery.ts';
import { slotOf } from '../../../src/core/intake/slot.ts';
import { alertWith, bytesOf, parse, payload } from './payloads.ts';

const labels = fc
  .dictionary(fc.stringMatching(/^[a-z_]{1,12}$/), fc.string({ minLength: 1, unit: 'grapheme', maxLength: 20 }), {
    minKeys: 1,
    maxKeys: 12,
  })
  .map((made) => ({ alertname: 'Made', ...made }));

describe('fingerprintOf', () => {
  test('neither the order of labels nor times, texts or status are in it', () => {
    fc.assert(
      fc.property(labels, fc.string(), fc.integer({ min: 0, max: 1e12 }), (made, text, millis) => {
        const startsAt = new Date(millis).toISOString();
        const turned = Object.fromEntries(Object.entries(made).reverse());
        const one = fingerprintOf('t', 'h', alertWith(made));
        const other = alertWith(turned, {
          status: 'resolved',
          startsAt,
          endsAt: startsAt,
          annotations: { summary: text },
        });
        expect(fingerprintOf('t', 'h', other)).toBe(one);
        expect(one).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });

  test("another label value is another alarm, and so is another sender's id, hook or tenant", () => {
    const base = alertWith({ alertname: 'A', pod: 'x' });
    const alarms = [
      fingerprintOf('t', 'h', base),
      fingerprintOf('t', 'h', alertWith({ alertname: 'A', pod: 'y' })),
      fingerprintOf('t', 'h', alertWith({ alertname: 'A', pod: 'x' }, { fingerprint: 'c0ffee' })),
      fingerprintOf('t', 'h', { ...base, source: 'cloudwatch' }),
      fingerprintOf('t', 'h2', base),
      fingerprintOf('t2', 'h', base),
      fingerprintOf('th', '', base),
    ];
    expect(new Set(alarms).size).toBe(alarms.length);
  });

  test('it holds for text that RFC 8785 cannot write', () => {
    const alert: Alert = { ...alertWith({ alertname: 'A' }), senderId: 'half a pair \ud800' };
    expect(fingerprintOf('t\udc00', 'h', alert)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('deliveryIdOf', () => {
  test('the same bytes at the same hook are the same delivery, nothing else is', () => {
    const bytes = payload('alertmanager', 'storm');
    expect(deliveryIdOf('h', bytes)).toBe(deliveryIdOf('h', bytes.slice()));
    expect(deliveryIdOf('h2', bytes)).not.toBe(deliveryIdOf('h', bytes));
    expect(deliveryIdOf('h', bytes.slice(1))).not.toBe(deliveryIdOf('h', bytes));
    expect(deliveryIdOf('ab', new Uint8Array([99]))).not.toBe(deliveryIdOf('a', new Uint8Array([98, 99])));
  });
});

describe('slotOf', () => {
  const base = alertWith({ alertname: 'KubePodCrashLooping', namespace: 'shop', pod: 'cart-7d9c6b5f4-x2x8k' });

  test.each<[string, Record<string, string>]>([
    ['another pod', { alertname: 'KubePodCrashLooping', namespace: 'shop', pod: 'cart-7d9c6b5f4-zrl8x' }],
    ['a pod of the next rollout', { alertname: 'KubePodNotReady', namespace: 'shop', pod: 'cart-5d59d67564-q4w2z' }],
    [
      'the deployment',
      { alertname: 'KubeDeploymentReplicasMismatch', kubernetes_namespace: 'shop', deployment: 'cart' },
    ],
    [
      'the replica set',
      { alertname: 'Any', exported_namespace: 'shop', namespace: 'monitoring', replicaset: 'cart-7d9c6b5f4' },
    ],
    ['the service', { alertname: 'HighErrorRate', namespace: 'shop', service: 'cart' }],
    ['the scrape job', { alertname: 'TargetDown', namespace: 'shop', job: 'shop/cart' }],
  ])('%s of one storm wants the same slot', (_, other) => {
    expect(slotOf('prod', alertWith(other))).toBe(slotOf('prod', base));
  });

  test.each<[string, string, Record<string, string>]>([
    ['another namespace', 'prod', { alertname: 'KubePodCrashLooping', namespace: 'pay', pod: 'cart-7d9c6b5f4-x2x8k' }],
    ['no namespace', 'prod', { alertname: 'KubePodCrashLooping', pod: 'cart-7d9c6b5f4-x2x8k' }],
    ['another workload', 'prod', { alertname: 'KubePodCrashLooping', namespace: 'shop', pod: 'web-7d9c6b5f4-x2x8k' }],
    ['another cluster', 'test', { alertname: 'KubePodCrashLooping', namespace: 'shop', pod: 'cart-7d9c6b5f4-x2x8k' }],
  ])('%s wants another', (_, cluster, other) => {
    expect(slotOf(cluster, alertWith(other))).not.toBe(slotOf('prod', base));
  });

  test.each([
    [
      ['a/b', 'c', 'd'],
      ['a', 'b/c', 'd'],
    ],
    [
      ['a', 'b/c', 'd'],
      ['a', 'b', 'c/d'],
    ],
    [
      ['a', 'b%2Fc', 'd'],
      ['a', 'b/c', 'd'],
    ],
    [
      ['a', 'b', 'c%25'],
      ['a', 'b', 'c%'],
    ],
  ])('%j and %j are two places', (one, other) => {
    const slot = ([cluster = '', namespace = '', workload = '']: string[]) =>
      slotOf(cluster, { ...base, namespace, workload });
    expect(slot(one)).not.toBe(slot(other));
  });

  test('a slot always has three parts, and says the same place in the same words', () => {
    const part = fc.string({ unit: fc.constantFrom('a', '/', '%', '2', 'F'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(part, part, part, (cluster, namespace, workload) => {
        const parts = slotOf(cluster, { ...base, namespace, workload }).split('/');
        expect(parts.map(decodeURIComponent)).toEqual([cluster, namespace, workload]);
      }),
    );
  });
});

describe('deliveries of a sender without delivery ids', () => {
  const at = (receivedAt: string) => {
    const bytes = bytesOf({ alerts: [{ status: 'firing', labels: { alertname: 'A' } }] });
    return parseDelivery({ source: 'alertmanager', bytes, contentType: 'application/json', receivedAt }).deliveryId;
  };
  test('a retry within minutes is the same delivery; the same standing alarm hours later is not', () => {
    expect(at('2026-11-20T03:31:00.000Z')).toBe(at('2026-11-20T03:31:40.000Z'));
    expect(at('2026-11-20T03:31:00.000Z')).not.toBe(at('2026-11-20T07:31:00.000Z'));
  });
  test("the sender's own id wins", () => {
    expect(parse('cloudwatch', payload('cloudwatch', 'alarm')).deliveryId).toBe('7ab3b2a5-58bb-47fc-89e9-d67c7f7ba2c2');
  });
});
