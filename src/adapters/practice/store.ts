import type { Instant } from '../../contracts/instant.ts';
import type { PatchOp } from '../../contracts/json.ts';
import type { ObjectRef } from '../../contracts/kube.ts';
import type { Identity } from '../../core/ports.ts';
import { openFile } from './file.ts';
import { keyOf, type StoredRecord, World } from './state.ts';

/** One write somebody asked for, whatever came of it. `ops` is empty for a create. */
export interface Call {
  seq: number;
  at: Instant;
  identity: Identity;
  verb: 'patch' | 'create';
  ref: ObjectRef;
  ops: PatchOp[];
  dryRun: boolean;
  manager: string;
  outcome: 'applied' | 'dry-run' | 'refused';
  says: string;
}

const schema = `
  CREATE TABLE IF NOT EXISTS practice_records (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS practice_counts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS practice_calls (seq INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL) STRICT;`;

export interface Store {
  /** What stands in the file, as objects of this process: they may be changed and are stored by `change`. */
  world(): World;
  /** True before anything was ever stored. */
  isNew(): boolean;
  /** Changes the world and notes the call in one transaction; all or nothing. */
  change(work: (world: World) => Omit<Call, 'seq'> | undefined): void;
  calls(): Call[];
  close(): void;
}

export function openStore(path: string): Store {
  const database = openFile(path, schema);
  let held: { world: World; stored: Map<string, string> } | undefined;
  const load = () => {
    if (held !== undefined) return held;
    const stored = new Map<string, string>();
    const world = new World();
    for (const row of database.all('SELECT key, body FROM practice_records ORDER BY key')) {
      stored.set(String(row.key), String(row.body));
      world.add(JSON.parse(String(row.body)) as StoredRecord);
    }
    world.made = count('made');
    held = { world, stored };
    return held;
  };
  const count = (name: string): number =>
    Number(database.all('SELECT value FROM practice_counts WHERE name = ?', name)[0]?.value ?? 0);

  return {
    world: () => load().world,
    isNew: () => count('made') === 0,
    change(work) {
      const { world, stored } = load();
      try {
        const next = new Map<string, string>();
        database.transaction(() => {
          const call = work(world);
          for (const record of world.records()) next.set(keyOf(record), JSON.stringify(record));
          for (const [key, body] of next)
            if (stored.get(key) !== body)
              database.run(
                'INSERT INTO practice_records (key, body) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body',
                key,
                body,
              );
          for (const key of stored.keys())
            if (!next.has(key)) database.run('DELETE FROM practice_records WHERE key = ?', key);
          database.run(
            "INSERT INTO practice_counts (name, value) VALUES ('made', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            world.made,
          );
          if (call !== undefined) database.run('INSERT INTO practice_calls (body) VALUES (?)', JSON.stringify(call));
        });
        held = { world, stored: next };
      } catch (thrown) {
        // What this process holds may be half changed: the file is what counts.
        held = undefined;
        throw thrown;
      }
    },
    calls: () =>
      database
        .all('SELECT seq, body FROM practice_calls ORDER BY seq')
        .map(({ seq, body }) => ({ seq: Number(seq), ...(JSON.parse(String(body)) as Omit<Call, 'seq'>) })),
    close: () => database.close(),
  };
}
