// Holds a data directory until it is killed: `node holder-program.ts DIR`.

import { openDataDirectory } from '../../../src/adapters/local/data-directory.ts';
import { openDatabase } from '../../../src/adapters/local/database.ts';
import { sqliteRecords } from '../../../src/adapters/local/records.ts';

const directory = openDataDirectory(process.argv[2] ?? '');
const records = sqliteRecords(openDatabase(directory.databasePath));
directory.announce({ address: 'http://127.0.0.1:4650', startedAt: '2026-01-01T00:00:00.000Z' });
for (let n = 0; ; n += 1) {
  await records.write([{ put: { pk: 'p', sk: `${n}`, type: 't', v: 1, rev: 1, body: {} }, when: 'absent' }]);
  // Told only after the write was confirmed; the pipe takes it before the next one begins.
  process.stdout.write(`${n}\n`);
  if (n % 10 === 9) await new Promise(setImmediate);
}
