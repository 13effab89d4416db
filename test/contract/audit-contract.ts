import { describe, expect, test } from 'vitest';
import type { LogDraft, LogEntry } from '../../src/contracts/log.ts';
import { nextEntry, verifyChain } from '../../src/core/ledger/chain.ts';
import type { AuditTrail } from '../../src/core/ports.ts';
import { own, wordOf } from './records-material.ts';

export interface OpenAudit {
  audit: AuditTrail;
  /** What is kept of an incident, in the order of its numbers. */
  kept(incident: string): Promise<unknown[]>;
}

const draft = (about: string): LogDraft => ({
  at: '2026-03-01T08:00:00.000Z',
  actor: { kind: 'person', id: 'ada' },
  event: 'decision_made',
  about,
  detail: { says: '☃ "\\ 𝄞', deep: [{ n: 0.1 }, null], '': 1 },
});
/** A chain of so many entries. */
export function chainOf(incident: string, length: number): LogEntry[] {
  const entries: LogEntry[] = [];
  for (let n = 0; n < length; n++)
    entries.push(nextEntry({ tenant: 'acme', incident }, entries.at(-1), draft(`h${n}`)));
  return entries;
}

/** The AuditTrail port: every entry is kept as it was sealed, once, and nothing is ever written over. */
export function auditContract(name: string, open: () => OpenAudit): void {
  describe(name, () => {
    test('what was appended is a chain that can be checked, byte for byte what was sealed', async () => {
      const { audit, kept } = open();
      const chain = chainOf(own(), 12);
      for (const entry of chain) await audit.append(entry);
      const found = await kept(chain[0]?.incident ?? '');
      expect(found).toEqual(chain);
      expect(verifyChain(found)).toMatchObject({ ok: true, entries: 12, head: chain.at(-1)?.hash });
    });

    test('the same entry twice, late, and at once is one', async () => {
      const { audit, kept } = open();
      const chain = chainOf(own(), 3);
      const [first, second, third] = chain as [LogEntry, LogEntry, LogEntry];
      await audit.append(third);
      await Promise.all(Array.from({ length: 5 }, () => audit.append(first)));
      await audit.append(second);
      await audit.append(third);
      expect(await kept(first.incident)).toEqual(chain);
    });

    test('another entry in the place of one is refused, and the one that stands stays', async () => {
      const { audit, kept } = open();
      const [entry] = chainOf(own(), 1) as [LogEntry];
      await audit.append(entry);
      const forged = nextEntry({ tenant: 'acme', incident: entry.incident }, undefined, draft('forged'));
      expect(await wordOf(audit.append(forged))).toBe('Conflict');
      expect(await kept(entry.incident)).toEqual([entry]);
    });

    test('incidents of one number keep apart, and so do tenants', async () => {
      const { audit, kept } = open();
      const [entry] = chainOf(own(), 1) as [LogEntry];
      const [other] = chainOf(own(), 1) as [LogEntry];
      await audit.append(entry);
      await audit.append(other);
      await audit.append({ ...entry, tenant: 'globex' });
      expect(await kept(entry.incident)).toEqual([entry]);
      expect(await kept(other.incident)).toEqual([other]);
    });

    test('a chain of a thousand entries is in its order', async () => {
      const { audit, kept } = open();
      const chain = chainOf(own(), 1000);
      for (let at = 0; at < chain.length; at += 50)
        await Promise.all(chain.slice(at, at + 50).map((entry) => audit.append(entry)));
      expect((await kept(chain[0]?.incident ?? '')).length).toBe(1000);
      expect(verifyChain(await kept(chain[0]?.incident ?? ''))).toMatchObject({ ok: true });
    });
  });
}
