import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the files that ship beside the code lie (house rules, events): the launcher says so, else the nearest package above. */
export function packageRoot(): string {
  if (process.env.MENDGATE_ROOT !== undefined) return process.env.MENDGATE_ROOT;
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
