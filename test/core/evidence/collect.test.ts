import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/contracts/fault.ts';
import type { Kind, KubeObject } from '../../../src/contracts/kube.ts';
import type { DiagnosisSettings } from '../../../src/contracts/settings.ts';
import { askText, WorldRecord } from '../../../src/contracts/world.ts';
import { analyzers } from '../../../src/core/diagnosis/catalogue.ts';
import { diagnose } from '../../../src/core/diagnosis/diagnose.ts';
import { collectWorld, type Scope } from '../../../src/core/evidence/collect.ts';
import { second } from '../diagnosis/judged.ts';
import { AT, container, event, looping, pod, service, setName } from '../diagnosis/objects.ts';

const bare = container({ env: [{ name: 'DB_PASSWORD', value: 'hunter2' }] });
const sick = pod('cart-b', {
  set: setName('cart', 2),
  containers: [bare],
  statuses: [looping('app', 1, 'Error')],
  metadata: { annotations: { 'fault.sim/needs-env': 'DATABASE_URL' } },
});
const objects = [...second([bare]), sick, event(sick, 'BackOff', 'x'), service('cart')];
const settings: DiagnosisSettings = {
  ignoredAnnotations: ['fault.sim/'],
  logLines: 3,
  followsAtMost: 50,
  roundsAtMost: 3,
};

/** A cluster of plain objects that counts what it is asked and fails where told. */
function cluster(given: readonly KubeObject[], fails: Partial<Record<Kind | 'logs', unknown>> = {}) {
  const asked: string[] = [];
  let running = 0;
  let most = 0;
  return {
    asked,
    most: () => most,
    async list(kind: Kind, namespace?: string) {
      asked.push(`list ${kind} ${namespace ?? '*'}`);
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      if (kind in fails) throw fails[kind];
      if (kind === 'PodMetrics')
        throw new Fault('NotFound', 'the server could not find the requested resource', 'Install metrics-server.');
      return given.filter(
        (each) => each.kind === kind && (namespace === undefined || each.metadata.namespace === namespace),
      );
    },
    async get() {
      return undefined;
    },
    async logs(ask: { pod: string; previous: boolean; lines: number }) {
      asked.push(`logs ${ask.pod} ${ask.previous} ${ask.lines}`);
      if ('logs' in fails) throw fails.logs;
      return ask.previous
        ? 'a\nb\npassword=hunter2\nconfig: required environment variable is not set\nfatal\n'
        : undefined;
    },
  };
}
const collect = (
  from: ReturnType<typeof cluster>,
  scope: Scope = { namespace: 'shop' },
  more: Partial<DiagnosisSettings> = {},
) => collectWorld({ cluster: from, source: 'test', at: AT, scope, settings: { ...settings, ...more } });
const answerOf = (record: WorldRecord, asked: string) =>
  record.reads.find((read) => askText(read.ask) === asked)?.answer;

describe('collectWorld', () => {
  test('lists every kind once, follows up, and the record diagnoses', async () => {
    const from = cluster(objects);
    const record = await collect(from);
    expect(WorldRecord.parse(record)).toEqual(record);
    expect(from.asked.filter((each) => each.startsWith('list'))).toHaveLength(
      new Set(from.asked.filter((each) => each.startsWith('list'))).size,
    );
    for (const kind of analyzers.flatMap((each) => each.needs)) expect(from.asked).toContain(`list ${kind} shop`);
    expect(from.asked.filter((each) => each.startsWith('logs')).sort()).toEqual([
      'logs cart-b false 3',
      'logs cart-b true 3',
    ]);
    const { diagnosis } = diagnose(record, { namespace: 'shop' }, () => []);
    expect(diagnosis).toMatchObject({ blind: [], findings: [{ cause: { id: 'pod.variable-missing' } }] });
    expect(from.most()).toBeGreaterThan(1);
    expect(from.most()).toBeLessThanOrEqual(8);
  });

  test('nothing secret, ignored or coloured is in the record', async () => {
    const text = JSON.stringify(await collect(cluster(objects)));
    expect(text).not.toMatch(/hunter2|fault\.sim/);
    expect(text).toContain('password=secret:');
  });

  test('logs are cut to the last lines; a container without a previous run has no such log', async () => {
    const record = await collect(cluster(objects));
    expect(answerOf(record, 'previous logs of pod/shop/cart-b app')).toMatchObject({
      is: 'text',
      text: expect.stringMatching(/^password=secret:\w{8}\nconfig: .*\nfatal\n$/),
    });
    expect(answerOf(record, 'logs of pod/shop/cart-b app')).toEqual({ is: 'absent' });
  });

  test.each([
    ['Forbidden', new Fault('Forbidden', 'pods is forbidden', 'x'), 'forbidden'],
    ['Unavailable', new Fault('Unavailable', 'connect ECONNREFUSED', 'x'), 'unavailable: connect ECONNREFUSED'],
    ['a dump without it', new Fault('NotFound', 'not in the snapshot', 'x'), 'not in the snapshot'],
    ['the practice cluster', new Fault('Unsupported', 'list of Pod is not played', 'x'), 'not played'],
    ['a kind nobody serves', new Fault('NotFound', 'no such resource', 'x'), 'not served: no such resource'],
    ['an error nobody signed', new TypeError('boom'), 'failed: boom'],
    ['something that is no error', 'password=hunter2', expect.stringMatching(/^failed: password=secret:/)],
  ])('%s is a blind answer with a stable reason', async (_, thrown, why) => {
    const record = await collect(cluster(objects, { Pod: thrown }));
    expect(answerOf(record, 'list Pod in shop')).toEqual({ is: 'blind', why });
    expect(diagnose(record, { namespace: 'shop' }, () => []).diagnosis).toMatchObject({ healthy: false, findings: [] });
  });

  test('missing metrics blind nobody: an empty and a healthy namespace are healthy', async () => {
    for (const given of [[], [...second([container()]), pod('cart-b', { set: setName('cart', 2), ready: true })]]) {
      const record = await collect(cluster(given));
      expect(answerOf(record, 'list PodMetrics in shop')?.is).toBe('blind');
      expect(diagnose(record, { namespace: 'shop' }, () => []).diagnosis).toMatchObject({
        healthy: true,
        findings: [],
        blind: [],
      });
    }
  });

  test('of a workload with many sick pods three are heard, and each workload is', async () => {
    const crowd = (workload: string) => {
      const sickPods = Array.from({ length: 10 }, (_, at) =>
        pod(`${workload}-${at}`, {
          set: setName(workload, 2),
          containers: [bare],
          statuses: [looping('app', 1, 'Error')],
        }),
      );
      const owners = second([bare]).map((object) => JSON.parse(JSON.stringify(object).replaceAll('cart', workload)));
      return [...owners, ...sickPods] as KubeObject[];
    };
    const from = cluster([...crowd('cart'), ...crowd('web')]);
    await collect(from);
    const heard = from.asked.flatMap((each) => /^logs (\S+) true/.exec(each)?.[1] ?? []);
    expect(heard.map((name) => name.split('-')[0]).sort()).toEqual(['cart', 'cart', 'cart', 'web', 'web', 'web']);
    expect(new Set(heard).size).toBe(6);
  });

  test('follow-ups keep to the budget, and what was not asked is said', async () => {
    const none = await collect(cluster(objects), { namespace: 'shop' }, { followsAtMost: 0 });
    expect(none.reads.some((read) => read.ask.verb === 'logs')).toBe(false);
    expect(diagnose(none, { namespace: 'shop' }, () => []).diagnosis.blind).toEqual([
      { asked: 'previous logs of pod/shop/cart-b app', why: 'not asked' },
    ]);
    const one = await collect(cluster(objects), { namespace: 'shop' }, { followsAtMost: 1 });
    expect(one.reads.filter((read) => read.ask.verb === 'logs')).toHaveLength(1);
  });

  test('a log that cannot be read blinds only what hangs on it', async () => {
    const record = await collect(cluster(objects, { logs: new Fault('Forbidden', 'pods/log is forbidden', 'x') }));
    expect(diagnose(record, { namespace: 'shop' }, () => []).diagnosis.blind).toEqual([
      { asked: 'previous logs of pod/shop/cart-b app', why: 'forbidden' },
    ]);
  });

  test('without a namespace everything is listed once for the whole cluster', async () => {
    const from = cluster(objects);
    const record = await collect(from, {});
    expect(from.asked).toContain('list Pod *');
    expect(diagnose(record, {}, () => []).diagnosis.findings).toHaveLength(1);
    const about = await collect(cluster(objects), { object: { kind: 'Deployment', namespace: 'shop', name: 'cart' } });
    expect(about.reads.map((read) => askText(read.ask))).toContain('list Pod in shop');
  });

  test('reads stand in the order of asking: the same cluster gives the same bytes', async () => {
    expect(JSON.stringify(await collect(cluster(objects)))).toBe(JSON.stringify(await collect(cluster(objects))));
  });
});
