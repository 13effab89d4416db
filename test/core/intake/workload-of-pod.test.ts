import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cronJobOfJob,
  deploymentOfReplicaSet,
  workloadOfPod,
  workloadOfPodOrWorkload,
} from '../../../src/core/intake/workload-of-pod.ts';

const long = 'a-very-long-deployment-name-that-fills-nearly-all-of-the-room';

test.each<[string, string, string | undefined]>([
  ['Deployment', 'cart-7d9c6b5f4-x2x8k', 'cart'],
  ['Deployment whose name ends in a number', 'api-v2-5d59d67564-zrl8x', 'api-v2'],
  ['Deployment whose name ends like a suffix', 'proxy-https-7d9c6b5f4-x2x8k', 'proxy-https'],
  ['Deployment of a controller that hashes in hexadecimal', 'cart-1a2b3c4d5e-abc12', 'cart'],
  [
    'Deployment named like a pod: one tail is taken, not two',
    'cart-7d9c6b5f4-x2x8k-7d9c6b5f4-x2x8k',
    'cart-7d9c6b5f4-x2x8k',
  ],
  ['old Deployment with a decimal hash', 'cart-1234567890-x2x8k', 'cart'],
  ['StatefulSet', 'postgres-0', 'postgres'],
  ['StatefulSet, two digits', 'kafka-broker-12', 'kafka-broker'],
  ['DaemonSet', 'fluentd-x2x8k', 'fluentd'],
  ['DaemonSet whose name ends like a suffix', 'proxy-https-x2x8k', 'proxy-https'],
  ['CronJob', 'backup-28391040-x2x8k', 'backup'],
  ['Job', 'migrate-x2x8k', 'migrate'],
  ['bare pod', 'debug', 'debug'],
  ['bare pod with a word of five letters', 'cart-redis', 'cart-redis'],
  ['bare pod with a word that looks like hexadecimal', 'shop-facadebead-notes', 'shop-facadebead-notes'],
  ['a hash alone is no name', '7d9c6b5f4-x2x8k', '7d9c6b5f4'],
  ['cut name: what was cut cannot be known', `${long.slice(0, 58)}x2x8k`, undefined],
])('%s: %s', (_, pod, workload) => {
  expect(workloadOfPod(pod)).toBe(workload);
});

test('a static pod ends in its node', () => {
  expect(workloadOfPod('kube-apiserver-ip-10-0-3-17', 'ip-10-0-3-17')).toBe('kube-apiserver');
  expect(workloadOfPod('cart-7d9c6b5f4-x2x8k', 'ip-10-0-3-17')).toBe('cart');
});

test('a ReplicaSet and a Job name what made them', () => {
  expect(deploymentOfReplicaSet('cart-7d9c6b5f4')).toBe('cart');
  expect(deploymentOfReplicaSet('cart')).toBe('cart');
  expect(cronJobOfJob('backup-28391040')).toBe('backup');
  expect(cronJobOfJob('migrate-v2')).toBe('migrate-v2');
});

test('where a workload may stand, only an unmistakable pod name is shortened', () => {
  expect(workloadOfPodOrWorkload('api-2')).toBe('api-2');
  expect(workloadOfPodOrWorkload('proxy-https')).toBe('proxy-https');
  expect(workloadOfPodOrWorkload('cart-7d9c6b5f4-x2x8k')).toBe('cart');
});

test('whatever a Deployment is called, its pods name it', () => {
  const letters = [...'bcdfghjklmnpqrstvwxz2456789'];
  const suffix = fc.array(fc.constantFrom(...letters), { minLength: 5, maxLength: 5 }).map((chars) => chars.join(''));
  // As Kubernetes makes it: a 32-bit number in decimal, each digit's code taken modulo 27.
  const hash = fc
    .integer({ min: 100_000, max: 4_294_967_295 })
    .map((sum) => [...String(sum)].map((digit) => letters[digit.charCodeAt(0) % 27]).join(''));
  const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$/);
  fc.assert(
    fc.property(name, hash, suffix, (deployment, template, random) => {
      expect(workloadOfPod(`${deployment}-${template}-${random}`)).toBe(deployment);
    }),
  );
});
