/**
 * The schema of the home's database, as numbered steps: step n is run once and leaves `user_version` at n. A landed step
 * is never edited, a change is a new step: homes have run the old one.
 */
export const migrations: readonly string[] = [
  // Ordinary rowid tables although every table has a text key: items take up to 300 KB, and SQLite advises WITHOUT ROWID
  // only for rows far smaller than a page.
  `CREATE TABLE records (
     pk TEXT NOT NULL, sk TEXT NOT NULL, type TEXT NOT NULL, v INTEGER NOT NULL, rev INTEGER NOT NULL,
     list TEXT, ord TEXT, body TEXT NOT NULL,
     PRIMARY KEY (pk, sk)
   ) STRICT;
   CREATE INDEX records_by_list ON records (list, ord, pk, sk) WHERE list IS NOT NULL;

   CREATE TABLE changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, item TEXT NOT NULL) STRICT;
   CREATE TABLE change_consumers (name TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT;

   CREATE TABLE objects (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;

   CREATE TABLE messages (
     id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, body TEXT NOT NULL, receives INTEGER NOT NULL,
     sent_at TEXT NOT NULL, visible_at TEXT NOT NULL
   ) STRICT;
   CREATE INDEX messages_by_visibility ON messages (queue, visible_at, id);
   CREATE TABLE dead_letters (
     id INTEGER PRIMARY KEY, queue TEXT NOT NULL, body TEXT NOT NULL, receives INTEGER NOT NULL,
     sent_at TEXT NOT NULL, dead_at TEXT NOT NULL, why TEXT NOT NULL
   ) STRICT;
   CREATE INDEX dead_letters_by_queue ON dead_letters (queue, id);

   CREATE TABLE executions (
     id TEXT PRIMARY KEY, revision INTEGER NOT NULL, running INTEGER NOT NULL, runnable INTEGER NOT NULL,
     started_at TEXT NOT NULL, wake_at TEXT, token TEXT, row TEXT NOT NULL
   ) STRICT;
   CREATE INDEX executions_runnable ON executions (started_at, id) WHERE runnable = 1;
   CREATE INDEX executions_by_wake ON executions (wake_at) WHERE running = 1 AND wake_at IS NOT NULL;
   CREATE INDEX executions_by_token ON executions (token) WHERE token IS NOT NULL;`,
  'CREATE INDEX executions_ended ON executions (started_at) WHERE running = 0',
];
