import { expect, test } from 'vitest';
import { kubernetesClusters } from '../../../src/adapters/kubernetes/clusters.ts';

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const config = { kind: 'eks', id: 'eu', name: 'eu', region: 'eu-central-1', reader: role('r') } as const;

/** Clusters in EKS whose connections are made by nobody; how often each piece of work asked for one is kept. */
function counted(fail: () => boolean = () => false) {
  const made: (string | undefined)[] = [];
  let at = 0;
  const eks = async (_config: object, _identity: string, on: { session: string } | undefined) => {
    made.push(on?.session);
    if (fail()) throw new Error('not now');
    const credentials = async () => ({});
    return { server: 'https://127.0.0.1:9', whose: 'nobody', goodForMs: 1_000, credentials };
  };
  const clusters = kubernetesClusters([config], {}, { eks }, () => at);
  const open = (session?: string) => clusters.open('eu', 'reader', session === undefined ? undefined : { session });
  const pass = (millis: number): void => {
    at += millis;
  };
  return { made, open, pass };
}

test('each piece of work has its own connection, as long as it is good', async () => {
  const { made, open, pass } = counted();
  const [first, again] = await Promise.all([open('a'), open('a')]);
  expect(again).toBe(first);
  await open('b');
  await open();
  expect(made).toEqual(['a', 'b', undefined]);
  pass(999);
  expect(await open('a')).toBe(first);
  pass(1);
  expect(await open('a')).not.toBe(first);
  expect(made).toEqual(['a', 'b', undefined, 'a']);
});

test('only the last ones are kept', async () => {
  const { made, open } = counted();
  for (let each = 0; each < 40; each++) await open(`work-${each}`);
  await open('work-39');
  expect(made).toHaveLength(40);
  await open('work-0');
  expect(made).toHaveLength(41);
});

test('what failed is tried again', async () => {
  let failing = true;
  const { made, open } = counted(() => failing);
  await expect(open('a')).rejects.toThrow('not now');
  failing = false;
  await open('a');
  expect(made).toEqual(['a', 'a']);
});

test('a kind this home has no way to is not there', async () => {
  const clusters = kubernetesClusters([config, { kind: 'kubeconfig', id: 'main', path: '/nowhere', reader: 'r' }]);
  await expect(clusters.open('eu', 'reader')).rejects.toMatchObject({ word: 'NotFound', hint: 'Configured: main.' });
});
