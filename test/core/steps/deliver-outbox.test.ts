import { describe, expect, test } from 'vitest';
import type { Outbox } from '../../../src/contracts/stored.ts';
import { keys } from '../../../src/core/ledger/keys.ts';
import { create, remove, shapes } from '../../../src/core/ledger/shapes.ts';
import type { Workflows } from '../../../src/core/ports.ts';
import { deliverOutbox } from '../../../src/core/steps/deliver-outbox.ts';
import { settleHold } from '../../../src/core/steps/settle-hold.ts';
import { tenant } from '../../home/home.ts';
import { heldStage, type Stage } from './stage.ts';

/** Machines that only note what they are told. `answer` is what a token comes to. */
function noting(answer: (token: string) => Promise<'accepted' | 'gone'> = async () => 'accepted') {
  const started = new Map<string, number>();
  const tokens: string[] = [];
  const workflows: Workflows = {
    async start(machine, name) {
      const key = `${machine} ${name}`;
      const known = started.has(key);
      started.set(key, (started.get(key) ?? 0) + 1);
      return known ? 'exists' : 'started';
    },
    async succeed(token) {
      tokens.push(token);
      return answer(token);
    },
    status: async () => 'running',
  };
  return { started, tokens, workflows };
}
const deliver = (stage: Stage, workflows: Workflows, id: string) =>
  deliverOutbox.run({ ...stage.ports, workflows }, { tenant, incident: stage.incident, id });

describe('a start', () => {
  const row = (stage: Stage): Outbox => ({
    kind: 'start',
    id: 'start-of-the-test',
    tenant,
    incident: stage.incident,
    at: stage.home.now(),
    machine: 'remediation',
    name: 'another',
    input: { tenant, incident: stage.incident, remediation: 'another' },
  });
  const put = async (stage: Stage) => {
    const start = row(stage);
    await stage.ports.records.write([create(shapes.outbox, keys.outbox(tenant, stage.incident, start.id), start)]);
    return start.id;
  };

  test('ends when the execution exists, and is gone the second time', async () => {
    const stage = await heldStage();
    const machines = noting();
    const id = await put(stage);
    expect(await deliver(stage, machines.workflows, id)).toEqual({ told: 'started' });
    expect(await stage.outbox()).toEqual([]);
    expect(await deliver(stage, machines.workflows, id)).toEqual({ told: 'gone' });
    expect([...machines.started]).toEqual([['remediation another', 1]]);
  });

  test('that was carried out before its row went (a crash in between) starts nothing again', async () => {
    const stage = await heldStage();
    const machines = noting();
    await machines.workflows.start('remediation', 'another', {});
    expect(await deliver(stage, machines.workflows, await put(stage))).toEqual({ told: 'exists' });
    expect(await stage.outbox()).toEqual([]);
  });

  test('that could not be carried out keeps its row', async () => {
    const stage = await heldStage();
    const id = await put(stage);
    const down: Workflows = { ...noting().workflows, start: () => Promise.reject(new Error('down')) };
    await expect(deliver(stage, down, id)).rejects.toThrow('down');
    expect((await stage.outbox()).map((it) => it.id)).toEqual([id]);
  });

  test('is carried out once by the real machines, however often it is delivered', async () => {
    const stage = await heldStage();
    const before = stage.home.kept().executions ?? 0;
    for (let time = 0; time < 3; time++) await deliver(stage, stage.ports.workflows, await put(stage));
    expect(stage.home.kept().executions).toBe(before + 1);
  });
});

describe('a callback', () => {
  /** The plan is approved, its callback row stands, nothing was delivered yet. */
  const approved = async () => {
    const stage = await heldStage();
    await stage.approve();
    const [row] = await stage.outbox();
    if (row?.kind !== 'callback') throw new Error('a decision leaves a callback');
    return { stage, id: row.id };
  };
  const newToken = async (stage: Stage, token: string) => {
    const { value } = await stage.storedHold();
    const sealedToken = await stage.ports.sealer.seal(token, `hold:${value.id}`);
    await stage.rewriteHold({ generation: value.generation + 1, sealedToken });
  };

  test('wakes the machine and stays until Settle hold has read the verdict', async () => {
    const { stage, id } = await approved();
    const machines = noting();
    for (const _ of [1, 2]) expect(await deliver(stage, machines.workflows, id)).toEqual({ told: 'accepted' });
    expect((await stage.outbox()).map((it) => it.id)).toEqual([id]);
    await settleHold.run(stage.ports, stage.input());
    expect(await stage.outbox()).toEqual([]);
    expect(await deliver(stage, machines.workflows, id)).toEqual({ told: 'gone' });
  });

  test('whose token was replaced meanwhile finds the new one', async () => {
    const { stage, id } = await approved();
    const machines = noting(async (token) => {
      if (token === 'the second') return 'accepted';
      await newToken(stage, 'the second');
      return 'gone';
    });
    expect(await deliver(stage, machines.workflows, id)).toEqual({ told: 'accepted' });
    expect(machines.tokens.at(-1)).toBe('the second');
    expect(machines.tokens.length).toBe(2);
  });

  test('whose token is replaced without end is left to the sweep', async () => {
    const { stage, id } = await approved();
    const machines = noting(async () => {
      await newToken(stage, `token ${machines.tokens.length}`);
      return 'gone';
    });
    expect(await deliver(stage, machines.workflows, id)).toEqual({ told: 'waiting' });
    expect(machines.tokens.length).toBe(3);
    expect((await stage.outbox()).map((it) => it.id)).toEqual([id]);
  });

  test('whose token is gone and was not replaced asks once and stays', async () => {
    const { stage, id } = await approved();
    const machines = noting(async () => 'gone');
    expect(await deliver(stage, machines.workflows, id)).toEqual({ told: 'waiting' });
    expect(machines.tokens.length).toBe(1);
    expect((await stage.outbox()).map((it) => it.id)).toEqual([id]);
  });

  test.for<[string, (stage: Stage) => Promise<unknown>]>([
    ['a hold that is settled', (stage) => stage.rewriteHold({ settled: true })],
    ['a hold that is gone', async (stage) => stage.ports.records.write([remove(await stage.storedHold())])],
  ])('for %s wakes nobody and ends', async ([, arrange]) => {
    const { stage, id } = await approved();
    await arrange(stage);
    const machines = noting();
    expect(await deliver(stage, machines.workflows, id)).toEqual({ told: 'settled' });
    expect(machines.tokens).toEqual([]);
    expect(await stage.outbox()).toEqual([]);
  });

  test('carries nothing a machine could take for a verdict', async () => {
    const { stage, id } = await approved();
    const carried: unknown[] = [];
    const workflows: Workflows = {
      ...noting().workflows,
      async succeed(_token, output) {
        carried.push(output);
        return 'accepted';
      },
    };
    await deliver(stage, workflows, id);
    expect(carried).toEqual([{}]);
  });
});
