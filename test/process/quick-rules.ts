import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const shipped = fileURLToPath(new URL('../../layers/house-rules', import.meta.url));

/** The shipped house rules with other times: the story is the same, only the waiting is shorter. */
export function quickRules(changes: { [document: string]: { [field: string]: unknown } } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'mendgate-rules-'));
  cpSync(shipped, folder, { recursive: true });
  const quick: typeof changes = {
    workflow: { settleSeconds: 1, ...changes.workflow },
    recovery: { quietSeconds: 2, gapFactor: 1, lookSeconds: 1, deadlineSeconds: 60, ...changes.recovery },
  };
  for (const [name, fields] of Object.entries({ ...changes, ...quick })) {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...fields }));
  }
  return folder;
}
