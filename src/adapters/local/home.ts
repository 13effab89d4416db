import { accessSync, constants, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import { Fault } from '../../contracts/fault.ts';
import { Instant } from '../../contracts/instant.ts';
import { layoutOf } from './data-directory-layout.ts';
import { isLocked } from './process-lock.ts';

/** What `DataDirectory.announce` writes: where the home of a data directory answers. */
const Announced = z.object({ address: z.url(), pid: z.int(), startedAt: Instant });
export interface RunningHome extends z.infer<typeof Announced> {
  token: string;
}

/** For clients on the same machine. Throws NotFound when no home runs here, Forbidden when it is another user's. */
export function readHome(dir: string): RunningHome {
  const path = resolve(dir);
  const layout = layoutOf(path);
  try {
    // SQLite does not say why it cannot open a file; the directory does.
    accessSync(path, constants.X_OK);
    // A home that was killed leaves its announcement behind, and its port may be anybody's by now: the token must not go there.
    if (!isLocked(layout.lock)) throw notRunning(path);
    const token = readFileSync(layout.ownerToken, 'utf8').trim();
    return { ...Announced.parse(JSON.parse(readFileSync(layout.home, 'utf8'))), token };
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown;
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') {
      throw new Fault(
        'Forbidden',
        `the home in ${path} is another user's`,
        'Ask its owner, or use --server and --token.',
      );
    }
    // No directory, no lock, or not announced yet.
    throw notRunning(path);
  }
}

const notRunning = (path: string): Fault =>
  new Fault(
    'NotFound',
    `no home is running here (${path}): mendgate start`,
    'Run mendgate start, or give --data or --server.',
  );
