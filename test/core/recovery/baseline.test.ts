import { describe, expect, test } from 'vitest';
import { Baseline } from '../../../src/contracts/remediation.ts';
import { baselineOf } from '../../../src/core/recovery/baseline.ts';
import { at, claimOn, pod, record, shop } from './shop.ts';

describe('baselineOf', () => {
  test('how the neighbourhood stands', () => {
    const job = pod('job-1', { owner: { kind: 'Job', name: 'nightly', controller: true }, labels: { app: 'nightly' } });
    const lone = pod('lone', { owner: { kind: 'Thing', name: 'x', controller: false }, labels: { app: 'lone' } });
    const baseline = baselineOf(record(shop({ ready: 1, extra: [job, lone] }), 0), claimOn(), 12.5);
    expect(Baseline.parse(baseline)).toEqual({
      at: at(0),
      desired: 2,
      readyEndpoints: 1,
      longestGapSeconds: 12.5,
      // Jobs end by themselves and the target is no neighbour of itself.
      neighbours: { 'Deployment/web': 2, 'Pod/lone': 1 },
    });
  });

  test('a dual-stack Service lists each pod once per family, and counts it once', () => {
    const second = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'v6', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'cart' } },
      endpoints: [{ targetRef: { name: 'p0' } }, { targetRef: { name: 'p1' } }],
    };
    expect(baselineOf(record(shop({ extra: [second] }), 0), claimOn(), 0).readyEndpoints).toBe(2);
  });

  test.each(['Deployment', 'ReplicaSet', 'Pod', 'Service', 'EndpointSlice'])(
    'without %s there is no baseline: an empty one would let every look pass',
    (kind) => {
      expect(() => baselineOf(record(shop({ blind: [kind] }), 0), claimOn(), 0)).toThrow(
        expect.objectContaining({ name: 'Unavailable' }),
      );
    },
  );

  test('nor where a kind was never asked for', () => {
    const asked = record(shop(), 0);
    const unasked = {
      ...asked,
      reads: asked.reads.filter(({ ask }) => ask.verb !== 'list' || ask.kind !== 'EndpointSlice'),
    };
    expect(() => baselineOf(unasked, claimOn(), 0)).toThrow('not asked');
  });

  test('where no Service is in front, endpoints need not be asked for', () => {
    const asked = record(shop(), 0);
    const unasked = {
      ...asked,
      reads: asked.reads.filter(({ ask }) => ask.verb !== 'list' || ask.kind !== 'EndpointSlice'),
    };
    for (const read of unasked.reads)
      if (read.ask.verb === 'list' && read.ask.kind === 'Service') read.answer = { is: 'objects', objects: [] };
    expect(baselineOf(unasked, claimOn(), 0)).toMatchObject({ desired: 2, readyEndpoints: 0 });
  });

  test('nor of a workload that is gone', () => {
    const gone = { ...claimOn(), object: { kind: 'Deployment', namespace: 'shop', name: 'ghost' } };
    expect(() => baselineOf(record(shop(), 0), gone, 0)).toThrow(expect.objectContaining({ name: 'Impossible' }));
  });
});
