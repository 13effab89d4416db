import type { Records, Write } from '../../src/core/ports.ts';
import { modelRecords } from './records-model.ts';

/**
 * Records whose index lags: `browse` answers as things stood before the last `lag` successful writes, as DynamoDB's
 * indexes may. Everything else answers at once.
 */
export function delayedIndex(records: Records, lag: number): Records {
  const index = modelRecords();
  const behind: (readonly Write[])[] = [];
  return {
    get: (key) => records.get(key),
    query: (ask) => records.query(ask),
    browse: (ask) => index.browse(ask),
    async write(writes) {
      const written = await records.write(writes);
      if (!written.ok) return written;
      behind.push(structuredClone(writes));
      while (behind.length > lag) await index.write(behind.shift() ?? []);
      return written;
    },
  };
}
