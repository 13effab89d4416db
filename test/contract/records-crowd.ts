import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/contracts/fault.ts';
import { fresh, type OpenRecords, own, sks } from './records-material.ts';

/** Several writers of one record. */
export function recordsCrowd(opened: () => OpenRecords): void {
  const records = () => opened().records;
  describe('writers at the same time', () => {
    test.each([1, 2])('of one absent record exactly one wins (%i writes each)', async (size) => {
      const pk = own();
      const attempts = Array.from({ length: 12 }, async (_, by) => {
        const writes = [fresh(pk, 'lock', { body: { by } }), fresh(pk, `of ${by}`)].slice(0, size);
        return again(() => records().write(writes));
      });
      const written = await Promise.all(attempts);
      const winners = written.flatMap(({ ok }, by) => (ok ? [by] : []));
      expect(winners).toHaveLength(1);
      expect((await records().get({ pk, sk: 'lock' }))?.body).toEqual({ by: winners[0] });
      expect(sks((await records().query({ pk })).items)).toEqual(size === 1 ? ['lock'] : ['lock', `of ${winners[0]}`]);
    });

    test('of one counter lose no step', async () => {
      const pk = own();
      await records().write([fresh(pk, 'count', { body: { n: 0 } })]);
      const step = async (): Promise<void> => {
        for (;;) {
          const found = await records().get({ pk, sk: 'count' });
          if (found === undefined) throw new Error('the counter is gone');
          const put = { ...found, rev: found.rev + 1, body: { n: Number(found.body.n) + 1 } };
          if ((await again(() => records().write([{ put, when: found.rev }]))).ok) return;
        }
      };
      await Promise.all(Array.from({ length: 10 }, () => step()));
      expect(await records().get({ pk, sk: 'count' })).toMatchObject({ rev: 11, body: { n: 10 } });
    });
  });
}

/** Contended is a proper answer to a crowd: the caller tries again. */
async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!(thrown instanceof Fault && thrown.word === 'Contended') || tries === 50) throw thrown;
    }
  }
}
