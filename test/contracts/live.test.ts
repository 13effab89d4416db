import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogPaging } from '../../src/contracts/api/log.ts';
import { frameOf, LiveFrame, liveLimits, readFrame } from '../../src/contracts/live.ts';
import { EventName, type LogEntry } from '../../src/contracts/log.ts';

const entry = (parts: Partial<LogEntry> = {}): LogEntry => ({
  tenant: 'default',
  incident: '01KTEST',
  seq: 7,
  at: '2026-03-01T08:00:00.000Z',
  actor: { kind: 'person', id: 'ada' },
  event: 'decision_made',
  about: 'h1',
  detail: { reason: 'what somebody wrote', secret: 'hunter2' },
  prev: '0'.repeat(64),
  hash: '1'.repeat(64),
  ...parts,
});

describe('a frame', () => {
  test('says that something happened and where, and nothing of what', () => {
    expect(JSON.parse(frameOf(entry()))).toEqual({
      event: 'decision_made',
      tenant: 'default',
      incident: '01KTEST',
      seq: 7,
      about: 'h1',
      at: '2026-03-01T08:00:00.000Z',
    });
  });

  test('of any entry is read as it was made, and is small', () => {
    const entries = fc.record({
      event: fc.constantFrom(...EventName.options),
      seq: fc.integer({ min: 1, max: 9_999_999_999 }),
      about: fc.string({ unit: 'binary', maxLength: 2000 }),
    });
    fc.assert(
      fc.property(entries, (parts) => {
        const frame = frameOf(entry(parts));
        expect(Buffer.byteLength(frame)).toBeLessThan(2048);
        expect(readFrame(frame)).toEqual({ ...LiveFrame.parse(JSON.parse(frame)), about: parts.about.slice(0, 256) });
      }),
    );
  });

  test('a word of a newer home is taken, for its client may be older', () => {
    expect(readFrame(frameOf(entry()).replace('decision_made', 'runbook_changed'))?.event).toBe('runbook_changed');
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['bytes', Buffer.from(frameOf(entry()))],
    ['an answer of an emulator', ''],
    ['other JSON', '[]'],
    ['half of it', frameOf(entry()).slice(0, 40)],
    ['one without a number', frameOf(entry()).replace('"seq":7', '"seq":0')],
    ['one that is far too long', JSON.stringify({ ...JSON.parse(frameOf(entry())), more: 'x'.repeat(5000) })],
  ])('%s is none', (_, data) => expect(readFrame(data)).toBeUndefined());

  test('whatever comes, reading it throws nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json(), fc.string()), (data) => {
        const read = readFrame(data);
        if (read !== undefined) expect(LiveFrame.parse(read)).toEqual(read);
      }),
    );
  });
});

describe('a page of a log', () => {
  test('begins at the first entry and is bounded', () => {
    expect(LogPaging.parse({})).toEqual({ after: 0, limit: 200 });
    expect(LogPaging.parse({ after: '7', limit: '500' })).toEqual({ after: 7, limit: 500 });
  });

  test.each([
    { after: '-1' },
    { after: '1.5' },
    { after: 'x' },
    { after: '1e12' },
    { cursor: 'x' },
    { limit: '0' },
    { limit: '501' },
    { limit: 'Infinity' },
  ])('%j does not fit', (query) => expect(LogPaging.safeParse(query).success).toBe(false));
});

test('the longest a connection lives and idles are those of API Gateway', () => {
  expect(liveLimits).toMatchObject({ connectionSeconds: 7200, idleSeconds: 600, ticketSeconds: 60, clientBytes: 4096 });
});
