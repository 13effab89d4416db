import { describe, expect, test } from 'vitest';
import { Fault, type FaultWord } from '../../../src/contracts/fault.ts';
import type { EffectRecord } from '../../../src/contracts/remediation.ts';
import { type Carried, carryOut, effectIdOf } from '../../../src/core/incident/carry-out.ts';
import { keys } from '../../../src/core/ledger/keys.ts';
import { load } from '../../../src/core/ledger/load.ts';
import { shapes } from '../../../src/core/ledger/shapes.ts';
import type { Cluster } from '../../../src/core/ports.ts';
import { tenant } from '../../home/home.ts';
import { heldStage } from '../steps/stage.ts';

const memoryPath = '/spec/template/spec/containers/0/resources/limits/memory';

async function stage() {
  const held = await heldStage();
  const proposal = (await held.proposal()).value;
  const [effect] = proposal.plan.effects;
  if (effect === undefined) throw new Error('a plan has an effect');
  const real = held.home.practice.cluster('executor');
  const carry = (direction: 'forward' | 'back', cluster: Cluster = real): Promise<Carried> =>
    carryOut(held.ports, cluster, { proposal, effect, direction, by: 'run-plan', now: held.home.now() });
  return {
    held,
    real,
    carry,
    /** The words that lead to an outcome, or the fault's word. */
    tried: (direction: 'forward' | 'back', cluster?: Cluster) =>
      carry(direction, cluster).then(
        ({ outcome }): string => outcome,
        (thrown: Error) => `throws ${thrown.name}`,
      ),
    async record(direction: 'forward' | 'back'): Promise<EffectRecord | undefined> {
      const key = keys.effect(tenant, held.incident, effectIdOf(proposal.id, effect.ordinal, direction));
      return (await load(held.ports.records, shapes.effect, key))?.value;
    },
    async memory(): Promise<unknown> {
      const object = await real.get(effect.ref);
      const spec = object?.spec as {
        template: { spec: { containers: { resources: { limits: { memory: string } } }[] } };
      };
      return spec.template.spec.containers[0]?.resources.limits.memory;
    },
    byOthers: (path: string, value: string | number) =>
      real.patch(effect.ref, [{ op: 'replace', path, value }], { dryRun: false, manager: 'somebody' }),
    async events(): Promise<string[]> {
      const log = await held.home.log(held.incident);
      return log.filter((entry) => entry.event.startsWith('effect_')).map((entry) => entry.event);
    },
    ours: () =>
      held.home.practice.calls().filter((call) => call.outcome === 'applied' && call.manager !== 'somebody').length,
  };
}
const failing = (cluster: Cluster, word: FaultWord, when: 'before' | 'after'): Cluster => ({
  ...cluster,
  async patch(...asked) {
    if (when === 'after') await cluster.patch(...asked);
    throw new Fault(word, `the ${when} of the test`, 'Try again.');
  },
});

describe('forward', () => {
  test('intent, write, result; once more is told and not done', async () => {
    const { carry, record, memory, events, ours } = await stage();
    expect(await memory()).toBe('64Mi');
    const first = await carry('forward');
    expect(first.outcome).toBe('done');
    expect(await memory()).toBe('128Mi');
    expect(await record('forward')).toMatchObject({ outcome: 'done', generation: 2 });
    expect(await carry('forward')).toMatchObject({ outcome: 'done', says: first.says });
    expect({ ours: ours(), events: await events() }).toEqual({ ours: 1, events: ['effect_intended', 'effect_done'] });
  });

  test('the intent stands before the write is asked for', async () => {
    const { carry, real, record } = await stage();
    let seen: EffectRecord | undefined;
    await carry('forward', {
      ...real,
      async patch(...asked) {
        seen = await record('forward');
        return real.patch(...asked);
      },
    });
    expect(seen).toMatchObject({ outcome: 'intended', direction: 'forward' });
  });

  test.for(['Unavailable', 'Contended', 'Bug'] as const)(
    'the write did not arrive (%s): tried again, it is done once',
    async (word) => {
      const { tried, real, record, ours, events, memory } = await stage();
      expect(await tried('forward', failing(real, word, 'before'))).toBe(`throws ${word}`);
      expect((await record('forward'))?.outcome).toBe('intended');
      expect(await tried('forward')).toBe('done');
      expect({ ours: ours(), memory: await memory() }).toEqual({ ours: 1, memory: '128Mi' });
      expect(await events()).toEqual(['effect_intended', 'effect_done']);
    },
  );

  test.for(['Unavailable', 'Contended', 'Bug'] as const)(
    'the write arrived and its answer was lost (%s): tried again, the object says so',
    async (word) => {
      const { tried, real, record, ours, events } = await stage();
      expect(await tried('forward', failing(real, word, 'after'))).toBe(`throws ${word}`);
      expect((await record('forward'))?.outcome).toBe('intended');
      expect(await tried('forward')).toBe('already_done');
      expect(await tried('forward')).toBe('already_done');
      expect({ ours: ours(), events: await events() }).toEqual({ ours: 1, events: ['effect_intended', 'effect_done'] });
    },
  );

  test('somebody else changed the field: it is theirs', async () => {
    const { carry, record, memory, byOthers, ours } = await stage();
    await byOthers(memoryPath, '99Mi');
    const carried = await carry('forward');
    expect(carried.outcome).toBe('refused');
    expect(carried.says).toContain('changed since the plan was made');
    expect(await carry('forward')).toEqual(carried);
    expect({ memory: await memory(), ours: ours() }).toEqual({ memory: '99Mi', ours: 0 });
    expect((await record('forward'))?.outcome).toBe('refused');
  });

  test('somebody else changed another field: both edits stand', async () => {
    const { tried, memory, byOthers, real } = await stage();
    await byOthers('/spec/replicas', 5);
    expect(await tried('forward')).toBe('done');
    expect(await memory()).toBe('128Mi');
    expect((await real.get({ kind: 'Deployment', namespace: 'shop', name: 'cart' }))?.spec).toMatchObject({
      replicas: 5,
    });
  });

  test('the object is gone', async () => {
    const { carry, real, ours } = await stage();
    const carried = await carry('forward', { ...real, get: async () => undefined });
    expect(carried).toEqual({ outcome: 'refused', says: 'Deployment cart is gone' });
    expect(ours()).toBe(0);
  });

  test('another object of the same name stands there', async () => {
    const { tried, held, ours } = await stage();
    held.home.practice.seed('practice-memory');
    expect(await tried('forward')).toBe('refused');
    expect(ours()).toBe(0);
  });

  test.for(['Forbidden', 'Impossible', 'NotFound'] as const)(
    'the server says no (%s): that is an answer',
    async (word) => {
      const { carry, real, record, ours } = await stage();
      const carried = await carry('forward', failing(real, word, 'before'));
      expect(carried).toEqual({ outcome: 'refused', says: 'the before of the test' });
      // A refusal stands: tried again on a server that would take it, nothing is written behind people's backs.
      expect(await carry('forward')).toEqual(carried);
      expect({ outcome: (await record('forward'))?.outcome, ours: ours() }).toEqual({ outcome: 'refused', ours: 0 });
    },
  );

  test('twins at one moment write once', async () => {
    const { tried, ours, events } = await stage();
    const outcomes = await Promise.all([tried('forward'), tried('forward'), tried('forward')]);
    for (const outcome of outcomes) expect(['done', 'already_done']).toContain(outcome);
    expect({ ours: ours(), events: await events() }).toEqual({ ours: 1, events: ['effect_intended', 'effect_done'] });
  });

  test('a twin that was faster between our look and our write is told from a stranger', async () => {
    const { carry, real, ours, memory } = await stage();
    let looked = false;
    const carried = await carry('forward', {
      ...real,
      async get(ref) {
        const object = await real.get(ref);
        if (!looked) {
          looked = true;
          await carry('forward');
        }
        return object;
      },
    });
    expect(['done', 'already_done']).toContain(carried.outcome);
    expect({ ours: ours(), memory: await memory() }).toEqual({ ours: 1, memory: '128Mi' });
  });
});

describe('back', () => {
  test('what we wrote is taken back, and only that', async () => {
    const { tried, memory, byOthers, ours, real } = await stage();
    await tried('forward');
    await byOthers('/spec/replicas', 5);
    expect(await tried('back')).toBe('done');
    expect(await tried('back')).toBe('done');
    expect({ memory: await memory(), ours: ours() }).toEqual({ memory: '64Mi', ours: 2 });
    expect((await real.get({ kind: 'Deployment', namespace: 'shop', name: 'cart' }))?.spec).toMatchObject({
      replicas: 5,
    });
  });

  test("somebody else's edit on our field stays, and is told again as such", async () => {
    const { carry, memory, byOthers, record, ours } = await stage();
    await carry('forward');
    await byOthers(memoryPath, '99Mi');
    const carried = await carry('back');
    expect(carried.outcome).toBe('left');
    expect(carried.says).toContain('their edit stays');
    expect(await carry('back')).toEqual(carried);
    expect({ memory: await memory(), ours: ours() }).toEqual({ memory: '99Mi', ours: 1 });
    expect((await record('back'))?.outcome).toBe('refused');
  });

  test('an edit that comes between our look and our write stays as well', async () => {
    const { carry, real, memory, byOthers } = await stage();
    await carry('forward');
    const carried = await carry('back', {
      ...real,
      async patch(...asked) {
        await byOthers(memoryPath, '99Mi');
        return real.patch(...asked);
      },
    });
    expect(carried.outcome).toBe('left');
    expect(await memory()).toBe('99Mi');
  });

  test('an intent whose write never arrived has nothing to take back', async () => {
    const { tried, real, ours, memory } = await stage();
    await tried('forward', failing(real, 'Unavailable', 'before'));
    expect(await tried('back')).toBe('already_done');
    expect({ memory: await memory(), ours: ours() }).toEqual({ memory: '64Mi', ours: 0 });
  });

  test('the answer of the way back was lost: tried again, it is taken back once', async () => {
    const { tried, real, ours, memory } = await stage();
    await tried('forward');
    expect(await tried('back', failing(real, 'Unavailable', 'after'))).toBe('throws Unavailable');
    expect(await tried('back')).toBe('already_done');
    expect({ memory: await memory(), ours: ours() }).toEqual({ memory: '64Mi', ours: 2 });
  });

  test('the object is gone', async () => {
    const { carry, real } = await stage();
    await carry('forward');
    expect(await carry('back', { ...real, get: async () => undefined })).toMatchObject({ outcome: 'refused' });
  });
});
