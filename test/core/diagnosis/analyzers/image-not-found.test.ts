import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/contracts/kube.ts';
import { imageNotFound as analyzer } from '../../../../src/core/diagnosis/analyzers/image-not-found.ts';
import { pullTroubleOf } from '../../../../src/core/diagnosis/pull-messages.ts';
import { facts, judged, says, second } from '../judged.ts';
import { ago, container, event, neverRan, pod, running, setName, waiting, world } from '../objects.ts';

const image = 'registry.example/shop/cart:1.4.3-rc9';
const bad = container({ image });
const notFound = `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve image: ${image}: not found`;
const backOff = `Back-off pulling image "${image}"`;
const one = (reason: string, message: string, more: Parameters<typeof pod>[1] = {}) =>
  pod('cart-b', {
    set: setName('cart', 2),
    containers: [bad],
    phase: 'Pending',
    statuses: [waiting('app', reason, message)],
    ...more,
  });
const found = { container: 'app', image, lastGoodImage: 'registry.example/shop/cart:1.4.2' };
const pulling = one('ImagePullBackOff', backOff);
const failed = (message: string, more = {}) =>
  event(pulling, 'Failed', `Failed to pull image "${image}": ${message}`, more);

const rows: [string, KubeObject[], unknown][] = [
  ['sick: ErrImagePull, containerd', [one('ErrImagePull', notFound)], found],
  [
    'sick: ImagePullBackOff that repeats the reason',
    [one('ImagePullBackOff', `${backOff}: ErrImagePull: ${notFound}`)],
    found,
  ],
  [
    'sick: manifest unknown, docker',
    [
      one(
        'ErrImagePull',
        `Error response from daemon: manifest for ${image} not found: manifest unknown: manifest unknown`,
      ),
    ],
    found,
  ],
  [
    'sick: the reason is in an older event only',
    [
      pulling,
      failed(notFound, { last: 200 }),
      event(pulling, 'BackOff', backOff, { type: 'Normal', last: 5 }),
      event(pulling, 'Failed', 'Error: ImagePullBackOff', { last: 4 }),
    ],
    found,
  ],
  [
    'sick: malformed name',
    [
      one(
        'InvalidImageName',
        'Failed to apply default image tag "Shop/Cart": couldn\'t parse image name: invalid reference format: repository name must be lowercase',
      ),
    ],
    found,
  ],
  [
    'sick: 404 from a registry that speaks little',
    [
      one(
        'ErrImagePull',
        'failed to resolve reference: unexpected status from HEAD request to https://registry.example/v2/shop/cart/manifests/1.4.3-rc9: 404 Not Found',
      ),
    ],
    found,
  ],
  [
    'sick: CRI-O',
    [
      one(
        'ErrImagePull',
        'initializing source docker://registry.example/shop/cart:1.4.3-rc9: reading manifest 1.4.3-rc9 in registry.example/shop/cart: manifest unknown',
      ),
    ],
    found,
  ],
  [
    'healthy: unauthorized',
    [one('ErrImagePull', 'failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized')],
    'healthy',
  ],
  [
    'healthy: pull access denied',
    [
      one(
        'ErrImagePull',
        `pull access denied for cart, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
      ),
    ],
    'healthy',
  ],
  [
    'healthy: rate limit',
    [
      one(
        'ErrImagePull',
        '429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit',
      ),
    ],
    'healthy',
  ],
  ['healthy: i/o timeout', [one('ErrImagePull', 'dial tcp 10.0.0.1:443: i/o timeout')], 'healthy'],
  ['healthy: name lookup', [one('ErrImagePull', 'dial tcp: lookup registry.example: no such host')], 'healthy'],
  ['healthy: x509', [one('ErrImagePull', 'x509: certificate signed by unknown authority')], 'healthy'],
  [
    'healthy: no image for this platform',
    [one('ErrImagePull', `no match for platform in manifest: not found`)],
    'healthy',
  ],
  [
    'healthy: an image called not-found that is refused',
    [one('ErrImagePull', 'failed to pull image "registry.example/not-found:1": unauthorized: authentication required')],
    'healthy',
  ],
  [
    'healthy: pulled since, the events stay',
    [one('', '', { ready: true, phase: 'Running', statuses: [running('app')] }), failed(notFound)],
    'healthy',
  ],
  [
    'borderline: an earlier timeout, now not found',
    [pulling, failed('dial tcp: i/o timeout', { last: 100 }), failed(notFound, { last: 10 })],
    found,
  ],
  [
    'borderline: not found earlier, now refused',
    [pulling, failed(notFound, { last: 100 }), failed('401 Unauthorized', { last: 10 })],
    'healthy',
  ],
  ['borderline: back-off and nobody says why', [pulling], 'healthy'],
  [
    'borderline: events of an earlier pod of that name',
    [
      pulling,
      { ...failed(notFound), involvedObject: { kind: 'Pod', name: 'cart-b', namespace: 'shop', uid: 'another' } },
    ],
    'healthy',
  ],
];

describe('image-not-found', () => {
  test.each(rows)('%s', (_, objects, expected) => {
    expect(facts(judged(analyzer, world([...second([bad]), ...objects])))).toEqual(expected);
  });

  test('an image name that holds the words of another cause decides nothing', () => {
    expect(pullTroubleOf('Failed to pull image "x/denied-429:1": manifest unknown')).toBe('missing');
    expect(pullTroubleOf('Back-off pulling image "x/not-found:1"')).toBeUndefined();
  });

  test('the last good image is one that ran: else none is named', () => {
    const objects = second([bad], { available: 0 }, neverRan);
    expect(facts(judged(analyzer, world([...objects, one('ErrImagePull', notFound)])))).toEqual({
      container: 'app',
      image,
    });
    const until = second(
      [bad],
      { available: 0 },
      { status: { conditions: [{ type: 'Available', status: 'False', lastTransitionTime: ago(590) }] } },
    );
    expect(facts(judged(analyzer, world([...until, one('ErrImagePull', notFound)])))).toEqual(found);
  });

  test('blind only where the answer hangs on what could not be read', () => {
    const objects = [...second([bad]), pulling];
    expect(judged(analyzer, world(objects, { blind: { Event: 'forbidden' } }))).toEqual({
      is: 'blind',
      asked: 'list Event in shop',
      why: 'forbidden',
    });
    const told = [...second([bad]), one('ErrImagePull', notFound)];
    expect(judged(analyzer, world(told, { blind: { Event: 'forbidden' } })).is).toBe('finding');
    expect(judged(analyzer, world(told, { blind: { Pod: 'unavailable: 503' } })).is).toBe('blind');
  });

  test('evidence shows the registry’s own words and the way back', () => {
    const text = says(judged(analyzer, world([...second([bad]), one('ErrImagePull', notFound)])));
    expect(text).toContain('code = NotFound');
    expect(text).toContain('revision 1 ran registry.example/shop/cart:1.4.2, 2 of its pods are available');
  });
});
