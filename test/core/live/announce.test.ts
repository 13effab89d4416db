import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/contracts/fault.ts';
import { liveLimits, readFrame } from '../../../src/contracts/live.ts';
import type { LogEntry } from '../../../src/contracts/log.ts';
import { keys, lists } from '../../../src/core/ledger/keys.ts';
import { create, shapes } from '../../../src/core/ledger/shapes.ts';
import type { AuditTrail } from '../../../src/core/ports.ts';
import { announceEntry } from '../../../src/core/steps/announce-entry.ts';
import { deliverOutbox } from '../../../src/core/steps/deliver-outbox.ts';
import { wordOf } from '../../contract/records-material.ts';
import { entries, type LiveStage, liveStage, tenant, unused } from './stage.ts';

const [first, second] = entries(2) as [LogEntry, LogEntry];
const none: AuditTrail = { append: async () => undefined };
const announce = (stage: LiveStage, entry: LogEntry, audit: AuditTrail = none) =>
  announceEntry.run({ ...stage.ports, audit }, { entry });
/** Long enough that a connection is no longer one that is just being opened. */
const established = 30;

describe('everybody who watches a tenant', () => {
  test('hears of an entry: its place and number, nothing of what', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    await stage.admit('bob', ['owner']);
    await stage.watching('ada', 'a1');
    await stage.watching('ada', 'a2');
    await stage.watching('bob', 'b1');
    expect(await announce(stage, first)).toEqual({ copied: 'copied', sent: 3, ended: 0, missed: 0 });
    expect(stage.pushed.map(({ connection }) => connection).toSorted()).toEqual(['a1', 'a2', 'b1']);
    expect(readFrame(stage.pushed[0]?.frame)).toMatchObject({ tenant, incident: '01KTEST', seq: 1 });
  });

  test('and nobody of another one', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    await stage.admit('eve', ['owner'], 'globex');
    await stage.watching('ada', 'a1');
    await stage.watching('eve', 'e1', 'globex');
    await announce(stage, first);
    expect(stage.pushed.map(({ connection }) => connection)).toEqual(['a1']);
    await announce(stage, entries(1, 'globex')[0] as LogEntry);
    expect(stage.pushed.map(({ connection }) => connection)).toEqual(['a1', 'e1']);
  });

  test('hears of all of them in the order of the log', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    await stage.watching('ada', 'a1');
    for (const entry of entries(20)) await announce(stage, entry);
    expect(stage.pushed.map(({ frame }) => readFrame(frame)?.seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });
});

describe('who gets nothing more', () => {
  test('somebody whose roles were taken: hung up on, and off the list', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['approver']);
    await stage.admit('bob', ['viewer']);
    await stage.watching('ada', 'a1');
    await stage.watching('ada', 'a2');
    await stage.watching('bob', 'b1');
    await stage.admit('ada', []);
    expect(await announce(stage, first)).toMatchObject({ sent: 1, ended: 2 });
    expect(stage.pushed.map(({ connection }) => connection)).toEqual(['b1']);
    expect(stage.closed.toSorted()).toEqual(['a1', 'a2']);
    expect(await stage.listed()).toEqual(['b1']);
  });

  test('somebody who was signed out everywhere, until they come again', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['approver']);
    const kept = await stage.ticketFor('ada');
    await stage.watching('ada', 'a1');
    stage.pass(1);
    await stage.signOut('ada');
    expect(await announce(stage, first)).toMatchObject({ sent: 0, ended: 1 });
    expect(await wordOf(stage.connect('a2', kept))).toBe('Forbidden');
    stage.pass(1);
    await stage.watching('ada', 'a3');
    expect(await announce(stage, second)).toMatchObject({ sent: 1, ended: 0 });
  });

  test('a socket that is gone: off the list, and never tried again', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    await stage.watching('ada', 'a1');
    stage.pass(established);
    stage.answers.set('a1', 'gone');
    expect(await announce(stage, first)).toMatchObject({ sent: 0, ended: 1 });
    expect(await stage.listed()).toEqual([]);
    expect(await stage.records.get(keys.socket('a1'))).toBeUndefined();
    stage.answers.clear();
    expect(await announce(stage, second)).toMatchObject({ sent: 0, ended: 0 });
    expect(stage.pushed).toEqual([]);
  });

  test('but one that is just being opened is kept: it is listed before its socket is there', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    await stage.watching('ada', 'a1');
    stage.answers.set('a1', 'gone');
    stage.pass(established - 1);
    expect(await announce(stage, first)).toMatchObject({ sent: 0, ended: 0, missed: 1 });
    stage.answers.clear();
    expect(await announce(stage, second)).toMatchObject({ sent: 1 });
  });

  test('a connection after two hours, open or not', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    await stage.watching('ada', 'a1');
    stage.pass(liveLimits.connectionSeconds - 1);
    expect(await announce(stage, first)).toMatchObject({ sent: 1 });
    stage.pass(1);
    expect(await announce(stage, second)).toMatchObject({ sent: 0, ended: 1 });
    expect(stage.closed).toEqual(['a1']);
    expect(await stage.listed()).toEqual([]);
  });
});

test('a line that does not work is no failure: the others are told, and somebody learns why', async () => {
  const stage = liveStage();
  await stage.admit('ada', ['viewer']);
  for (const name of ['a1', 'a2', 'a3']) await stage.watching('ada', name);
  stage.pass(established);
  stage.answers.set('a2', new Fault('Exhausted', 'too many frames', 'h'));
  expect(await announce(stage, first)).toEqual({
    copied: 'copied',
    sent: 2,
    ended: 0,
    missed: 1,
    why: 'too many frames',
  });
  expect(await stage.listed()).toEqual(['a1', 'a2', 'a3']);
});

describe('the copy for the audit', () => {
  const owed = async (stage: LiveStage) => (await stage.records.browse({ list: lists.outbox(tenant) })).items;
  const deliver = (stage: LiveStage, audit: AuditTrail, id: string) =>
    deliverOutbox.run(
      { ...unused, clock: stage.clock, records: stage.records, audit },
      { tenant, incident: first.incident, id },
    );

  test('is made of every entry', async () => {
    const kept: LogEntry[] = [];
    const stage = liveStage();
    await announce(stage, first, { append: async (entry) => void kept.push(entry) });
    expect(kept).toEqual([first]);
  });

  test('that cannot be made now is owed, once, and made when the audit is back', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    await stage.watching('ada', 'a1');
    await stage.records.write([create(shapes.log, keys.log(tenant, first.incident, 1), first)]);
    const down: AuditTrail = { append: () => Promise.reject(new Fault('Unavailable', 'down', 'h')) };
    expect(await announce(stage, first, down)).toMatchObject({ copied: 'owed', sent: 1 });
    expect(await announce(stage, first, down)).toMatchObject({ copied: 'owed' });
    const rows = await owed(stage);
    expect(rows.map(({ body }) => body)).toEqual([expect.objectContaining({ kind: 'copy', seq: 1 })]);

    const id = String(rows[0]?.body.id);
    expect(await wordOf(deliver(stage, down, id))).toBe('Unavailable');
    expect(await owed(stage), 'it stays owed').toHaveLength(1);
    const kept: LogEntry[] = [];
    const back: AuditTrail = { append: async (entry) => void kept.push(entry) };
    expect(await deliver(stage, back, id)).toEqual({ told: 'copied' });
    expect(kept).toEqual([first]);
    expect(await owed(stage)).toEqual([]);
    expect(await deliver(stage, back, id)).toEqual({ told: 'gone' });
  });

  test('that the audit refuses is loud, owed to nobody, and keeps nobody in the dark', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    await stage.watching('ada', 'a1');
    const refusing: AuditTrail = { append: () => Promise.reject(new Fault('Conflict', 'another stands there', 'h')) };
    expect(await wordOf(announce(stage, first, refusing))).toBe('Conflict');
    expect(stage.pushed).toHaveLength(1);
    expect(await owed(stage)).toEqual([]);
  });

  test('of an entry that is no longer in its log cannot be made, and says so', async () => {
    const stage = liveStage();
    const down: AuditTrail = { append: () => Promise.reject(new Fault('Unavailable', 'down', 'h')) };
    await announce(stage, first, down);
    expect(await wordOf(deliver(stage, none, 'copy-1'))).toBe('NotFound');
    expect(await owed(stage)).toHaveLength(1);
  });
});
