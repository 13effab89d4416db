import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/contracts/kube.ts';
import type { Read } from '../../../../src/contracts/world.ts';
import { variableMissing as analyzer } from '../../../../src/core/diagnosis/analyzers/variable-missing.ts';
import { openWorld } from '../../../../src/core/diagnosis/world.ts';
import { facts, judged, says, second } from '../judged.ts';
import {
  container,
  deployment,
  ended,
  log,
  looping,
  neverRan,
  pod,
  running,
  setName,
  template,
  world,
} from '../objects.ts';

const bare = container({ env: [] });
const one = (status: Record<string, unknown> = looping('app', 1, 'Error'), containers = [bare]) =>
  pod('cart-b', { set: setName('cart', 2), containers, statuses: [status] });
const sick = one();
const lastGood = { number: 1, replicaSet: setName('cart', 1) };
const found = { container: 'app', variable: 'DATABASE_URL', lastGood };
const nameless = 'starting\nconfig: required environment variable is not set\nfatal: exiting with status 1\n';
const named = 'starting\npanic: environment variable DATABASE_URL not found\n';
const twoGone = [
  {
    number: 1,
    template: template('cart', [
      container({
        env: [
          { name: 'A_URL', value: 'x' },
          { name: 'B_URL', value: 'x' },
        ],
      }),
    ]),
    available: 1,
  },
  { number: 2, template: template('cart', [bare]) },
];

const rows: [string, KubeObject[], Read[], unknown][] = [
  ['sick: the log names it, the revision had it', [...second([bare]), sick], [log(sick, named)], found],
  ['sick: nobody names it, one disappeared', [...second([bare]), sick], [log(sick, nameless)], found],
  ['sick: only the current log is there', [...second([bare]), sick], [log(sick, named, false)], found],
  [
    'sick: first revision, the log names it',
    [...deployment('cart', [{ number: 2, template: template('cart', [bare]) }]), sick],
    [log(sick, named)],
    { container: 'app', variable: 'DATABASE_URL' },
  ],
  [
    'sick: set to an empty value',
    [...second([container({ env: [{ name: 'DATABASE_URL', value: '' }] })]), sick],
    [log(sick, named)],
    found,
  ],
  [
    'sick: a settings class names its field',
    [...second([bare]), sick],
    [log(sick, '1 validation error for Settings\ndatabase_url\n  Field required [type=missing]')],
    found,
  ],
  [
    'sick: envFrom is there, less sure',
    [...second([container({ env: [], envFrom: [{ configMapRef: { name: 'x' } }] })]), sick],
    [log(sick, named)],
    found,
  ],
  [
    'sick: several named, one disappeared',
    [...second([bare]), sick],
    [
      log(
        sick,
        'Missing required environment variable: CACHE_DIR\nMissing required environment variable: DATABASE_URL',
      ),
    ],
    found,
  ],
  [
    'sick: the last words are in the status',
    [
      ...second([bare]),
      one(looping('app', 1, 'Error', 3, { lastState: ended(1, 'Error', 9, { message: 'DATABASE_URL must be set' }) })),
    ],
    [log(sick, '')],
    found,
  ],
  [
    'healthy: it is set, so the log means something else',
    [...second([container()]), sick],
    [log(sick, named)],
    'healthy',
  ],
  [
    'healthy: it comes from a Secret',
    [
      ...second([
        container({ env: [{ name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: 'db', key: 'url' } } }] }),
      ]),
      sick,
    ],
    [log(sick, named)],
    'healthy',
  ],
  [
    'healthy: nobody names it and nothing disappeared',
    [...second([container()]), sick],
    [log(sick, nameless)],
    'healthy',
  ],
  [
    'healthy: nobody names it and two disappeared',
    [...deployment('cart', twoGone), sick],
    [log(sick, nameless)],
    'healthy',
  ],
  [
    'healthy: nobody names it, no revision ran',
    [...second([bare], { available: 0 }, neverRan), sick],
    [log(sick, nameless)],
    'healthy',
  ],
  [
    'healthy: a dependency is down',
    [...second([bare]), sick],
    [log(sick, 'dial tcp db:5432: connect: connection refused')],
    'healthy',
  ],
  [
    'healthy: only a warning with a default',
    [...second([bare]), sick],
    [log(sick, 'DATABASE_URL is not set, using default\npanic: nil pointer')],
    'healthy',
  ],
  ['healthy: killed, exit 137', [...second([bare]), one(looping('app', 137, 'Error'))], [log(sick, named)], 'healthy'],
  [
    'healthy: the command is not there, exit 127',
    [...second([bare]), one(looping('app', 127, 'Error'))],
    [log(sick, named)],
    'healthy',
  ],
  ['healthy: OOMKilled', [...second([bare]), one(looping('app', 1, 'OOMKilled'))], [log(sick, named)], 'healthy'],
  [
    'borderline: one crash at start, ready since',
    [...second([bare]), one(running('app', { restartCount: 1, lastState: ended(1, 'Error', 60) }))],
    [log(sick, named)],
    'healthy',
  ],
  [
    'borderline: between two crashes',
    [...second([bare]), one(running('app', { ready: false, restartCount: 3, lastState: ended(1, 'Error', 8) }))],
    [log(sick, named)],
    found,
  ],
];

describe('variable-missing', () => {
  test.each(rows)('%s', (_, objects, reads, expected) => {
    expect(facts(judged(analyzer, world(objects, { reads })))).toEqual(expected);
  });

  test('asks for the logs of at most two pods, and of none that is well', () => {
    const pods = ['a', 'b', 'c'].map((name) =>
      pod(`cart-${name}`, { set: setName('cart', 2), containers: [bare], statuses: [looping('app', 1, 'Error')] }),
    );
    const [candidate] = second([bare]);
    const asks = (objects: KubeObject[]) => analyzer.follow(openWorld(world(objects)), candidate as KubeObject);
    expect(asks([...second([bare]), ...pods])).toHaveLength(4);
    expect(asks([...second([bare]), pod('cart-a', { set: setName('cart', 2), ready: true })])).toEqual([]);
  });

  test('blind without any log; one of the two is enough', () => {
    const objects = [...second([bare]), sick];
    expect(judged(analyzer, world(objects))).toMatchObject({
      is: 'blind',
      asked: 'previous logs of pod/shop/cart-b app',
      why: 'not asked',
    });
    const refused: Read = { ...log(sick, ''), answer: { is: 'blind', why: 'forbidden' } };
    expect(judged(analyzer, world(objects, { reads: [refused] }))).toMatchObject({ is: 'blind', why: 'forbidden' });
    expect(judged(analyzer, world(objects, { reads: [refused, log(sick, named, false)] })).is).toBe('finding');
  });

  test('without ReplicaSets the log must name it', () => {
    const objects = [...second([bare]), sick];
    const without = { blind: { ReplicaSet: 'not in the snapshot' } };
    const read = (text: string) => judged(analyzer, world(objects, { ...without, reads: [log(sick, text)] }));
    expect(facts(read(named))).toEqual({ container: 'app', variable: 'DATABASE_URL' });
    expect(read(nameless)).toEqual({ is: 'blind', asked: 'list ReplicaSet in shop', why: 'not in the snapshot' });
  });

  test('surer when log and revisions agree, less so when a ConfigMap could hold it', () => {
    const sure = (containers: Record<string, unknown>[], text: string) => {
      const verdict = judged(analyzer, world([...second(containers), sick], { reads: [log(sick, text)] }));
      return verdict.is === 'finding' ? verdict.judgement.confidence : 0;
    };
    const open = container({ env: [], envFrom: [{ configMapRef: { name: 'x' } }] });
    expect(sure([bare], named)).toBeGreaterThan(sure([bare], nameless));
    expect(sure([bare], named)).toBeGreaterThan(sure([open], named));
    expect(sure([open], named)).toBeGreaterThan(0.7);
  });

  test('evidence quotes the line and names the revision', () => {
    const text = says(judged(analyzer, world([...second([bare]), sick], { reads: [log(sick, nameless)] })));
    expect(text).toContain('config: required environment variable is not set');
    expect(text).toContain('revision 1 had DATABASE_URL and ran, 2 of its pods are available');
    expect(text).toContain('exit 1');
  });
});
