import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/contracts/json.ts';
import { EventName, type LogDraft, type LogEntry } from '../../../src/contracts/log.ts';
import { nextEntry, verifyChain } from '../../../src/core/ledger/chain.ts';
import { digestOf } from '../../../src/core/ledger/digest.ts';

const place = { tenant: 'default', incident: '01KTEST' };
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
// A key named __proto__ is none of ours: no step writes details whose names come from outside.
const json = fc
  .jsonValue({ maxDepth: 2, stringUnit: 'grapheme' })
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'proto')) as Json);
const draft: fc.Arbitrary<LogDraft> = fc.record({
  at: fc.integer({ min: 0, max: 4e12 }).map((millis) => new Date(millis).toISOString()),
  actor: fc.record({ kind: fc.constantFrom('system' as const, 'person' as const, 'hook' as const), id: text }),
  event: fc.constantFrom(...EventName.options),
  about: text,
  detail: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), json, { maxKeys: 4 }),
});
function chainOf(drafts: readonly LogDraft[]): LogEntry[] {
  const entries: LogEntry[] = [];
  for (const next of drafts) entries.push(nextEntry(place, entries.at(-1), next));
  return entries;
}
const chain = fc.array(draft, { minLength: 3, maxLength: 6 }).map(chainOf);
const stored = (entries: readonly LogEntry[]): unknown[] => JSON.parse(JSON.stringify(entries)) as unknown[];
const brokenAt = (entries: readonly unknown[]): number => {
  const verdict = verifyChain(entries);
  return verdict.ok ? 0 : verdict.at;
};

describe('a chain as it was stored', () => {
  test('is whole, ends in its last hash, and carries its numbers', () => {
    fc.assert(
      fc.property(chain, (entries) => {
        expect(verifyChain(stored(entries))).toEqual({ ok: true, entries: entries.length, head: entries.at(-1)?.hash });
        expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, at) => at + 1));
      }),
    );
  });

  test('is whole whatever order its fields were written in', () => {
    fc.assert(
      fc.property(chain, (entries) => {
        const turned = entries.map((entry) => Object.fromEntries(Object.entries(entry).reverse()));
        expect(brokenAt(stored(turned as never))).toBe(0);
      }),
    );
  });

  test('of nothing is whole and empty', () => {
    expect(verifyChain([])).toMatchObject({ ok: true, entries: 0 });
  });

  test('takes a text that was cut through the middle of a character', () => {
    const half = '\u{1f4a5}'.slice(0, 1);
    const entry = nextEntry(place, undefined, {
      at: '2026-03-01T08:00:00.000Z',
      actor: { kind: 'system', id: 'sweep' },
      event: 'incident_escalated',
      about: '01KTEST',
      detail: { says: `boom ${half}`, [`a${half}`]: [half] },
    });
    expect(entry.detail).toEqual({ says: 'boom \ufffd', 'a\ufffd': ['\ufffd'] });
    expect(brokenAt(stored([entry]))).toBe(0);
  });
});

describe('is caught, and at its place', () => {
  test('any one byte of any entry that is changed', () => {
    fc.assert(
      fc.property(chain, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (entries, which, where, by) => {
        const at = which % entries.length;
        const bytes = Buffer.from(JSON.stringify(entries[at]));
        const place = where % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ by;
        let changed: unknown = bytes.toString('utf8');
        try {
          changed = JSON.parse(changed as string);
        } catch {
          // What is no JSON any more stays text, as whoever reads a file of entries hands it over.
        }
        // \u001f and \u001F are two spellings of one entry: nothing was changed.
        fc.pre(JSON.stringify(changed) !== JSON.stringify(entries[at]));
        expect(brokenAt(stored(entries).with(at, changed))).toBe(at + 1);
      }),
      { numRuns: 500 },
    );
  });

  test('an entry that was taken out, doubled, or put elsewhere', () => {
    fc.assert(
      fc.property(chain, fc.nat(), fc.nat(), (entries, one, other) => {
        const at = one % entries.length;
        const all = stored(entries);
        // Without the last the rest is a chain: only an anchor kept elsewhere shows that.
        const without = all.toSpliced(at, 1);
        expect(brokenAt(without)).toBe(at === entries.length - 1 ? 0 : at + 1);
        expect(brokenAt(all.toSpliced(at, 0, all[at]))).toBe(at + 2);
        const to = other % entries.length;
        if (to !== at) expect(brokenAt(all.with(at, all[to]).with(to, all[at]))).toBe(Math.min(at, to) + 1);
      }),
    );
  });

  test('an entry that was changed and sealed anew: by the one after it', () => {
    fc.assert(
      fc.property(chain, fc.nat(), text, (entries, which, about) => {
        const at = which % (entries.length - 1);
        const { hash: _, ...open } = entries[at] ?? expect.fail();
        fc.pre(open.about !== about);
        const forged = { ...open, about };
        expect(brokenAt(stored(entries).with(at, { ...forged, hash: digestOf(forged) }))).toBe(at + 2);
      }),
    );
  });

  test('an entry that was sealed anew under another number', () => {
    fc.assert(
      fc.property(chain, fc.integer({ min: 1, max: 99 }), (entries, seq) => {
        fc.pre(seq !== entries.length);
        const { hash: _, ...open } = entries.at(-1) ?? expect.fail();
        const forged = { ...open, seq };
        const all = stored(entries).with(-1, { ...forged, hash: digestOf(forged) });
        expect(brokenAt(all)).toBe(entries.length);
      }),
    );
  });

  test('a piece cut out of the middle, or only the end left', () => {
    fc.assert(
      fc.property(chain, fc.nat(), (entries, cut) => {
        const from = 1 + (cut % (entries.length - 2));
        expect(brokenAt([...stored(entries).slice(0, from), ...stored(entries).slice(from + 1)])).toBe(from + 1);
        expect(brokenAt(stored(entries).slice(from))).toBe(1);
      }),
    );
  });

  test('an entry of another incident, made to fit by everything but its name', () => {
    fc.assert(
      fc.property(chain, draft, (entries, foreign) => {
        for (const other of [
          { ...place, incident: 'another' },
          { ...place, tenant: 'another' },
        ])
          expect(brokenAt(stored([...entries, nextEntry(other, entries.at(-1), foreign)]))).toBe(entries.length + 1);
      }),
    );
  });

  test.for<[string, unknown]>([
    ['nothing', null],
    ['text', 'an entry'],
    ['a list', []],
    ['an empty object', {}],
  ])('%s in place of an entry', ([, thing]) => {
    const entries = chainOf(fc.sample(draft, { numRuns: 3, seed: 7 }));
    expect(brokenAt(stored(entries).with(1, thing))).toBe(2);
  });

  test('an entry with a field more than it was sealed with', () => {
    const entries = chainOf(fc.sample(draft, { numRuns: 3, seed: 7 }));
    expect(brokenAt(stored(entries).with(1, { ...entries[1], approvedBy: 'nobody' }))).toBe(2);
  });
});
