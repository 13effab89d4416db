import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Item, Write } from '../../src/core/ports.ts';
import type { OpenRecords } from './records-material.ts';
import { modelRecords } from './records-model.ts';

const sk = fc.constantFrom('A', 'LOG#1', 'LOG#2', 'LOG#3', 'ä', '\uffee', '😀');
const pk = fc.constantFrom('one', 'two');
const when = fc.constantFrom('absent' as const, 1, 2, 3);
const body = fc.dictionary(
  fc.string({ unit: 'grapheme' }),
  fc.jsonValue({ noUnicodeString: false }) as fc.Arbitrary<never>,
  {
    maxKeys: 3,
    noNullPrototype: true,
  },
);
const write = fc.oneof(
  fc.record({ do: fc.constant('put' as const), pk, sk, when, body, listed: fc.boolean() }),
  fc.record({ do: fc.constant('remove' as const), pk, sk, when: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('check' as const), pk, sk, when }),
);
const writes = fc.uniqueArray(write, { minLength: 1, maxLength: 4, selector: (one) => `${one.pk} ${one.sk}` });
const ask = fc.record(
  {
    pk,
    prefix: fc.constantFrom('', 'LOG', 'LOG#2', 'ä', 'nothing'),
    after: fc.oneof(sk, fc.constantFrom('LOG#25', 'B', '~')),
    newestFirst: fc.boolean(),
    limit: fc.integer({ min: 1, max: 4 }),
  },
  { requiredKeys: ['pk'] },
);

let runs = 0;

/** Any sequence of writes, and any question after each, is answered as the plain model answers it. */
export function recordsProperties(opened: () => OpenRecords): void {
  test('any sequence of writes and questions is answered as by a plain model', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(writes, ask), { minLength: 1, maxLength: 12 }), async (steps) => {
        const { records, settle } = opened();
        const model = modelRecords();
        const run = `run${++runs}`;
        const real = ({ pk: partition, ...key }: { pk: string; sk: string }) => ({ pk: `${run}#${partition}`, ...key });
        for (const [batch, question] of steps) {
          const asked = batch.map((one): Write => {
            const key = real({ pk: one.pk, sk: one.sk });
            if (one.do === 'check') return { check: key, when: one.when };
            if (one.do === 'remove') return { remove: key, when: one.when };
            const rev = one.when === 'absent' ? 1 : one.when + 1;
            // No two items of a list have the same order: which comes first is nobody's promise.
            const place = one.listed ? { list: run, order: `${rev}${one.pk}${one.sk}` } : {};
            const put: Item = { ...key, type: 'thing', v: 1, rev, body: one.body, ...place };
            return { put, when: one.when };
          });
          expect(await records.write(asked)).toEqual(await model.write(asked));
          const { pk: partition, ...rest } = question;
          const query = { pk: `${run}#${partition}`, ...rest };
          expect(await records.query(query)).toEqual(await model.query(query));
        }
        await settle();
        for (const newestFirst of [false, true]) {
          expect((await records.browse({ list: run, newestFirst })).items).toEqual(
            (await model.browse({ list: run, newestFirst })).items,
          );
        }
      }),
      { numRuns: 40 },
    );
  });
}
