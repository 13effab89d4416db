import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import { Fault } from '../../contracts/fault.ts';
import type { Instant } from '../../contracts/instant.ts';
import { claimDirectory, directoryFault, makeDirectory } from './data-directory-claim.ts';
import { type Layout, layoutOf } from './data-directory-layout.ts';
import { writePrivateFile } from './private-file.ts';
import { takeLock } from './process-lock.ts';

/** Where a home keeps everything; held by one process from `openDataDirectory` to `close` or its end. */
export interface DataDirectory {
  readonly path: string;
  /** For `openDatabase`. */
  readonly databasePath: string;
  /** For `fileSecrets`. */
  readonly secretsPath: string;
  /** 32 bytes for `aesSealer`; the same as long as the directory lives. */
  readonly sealKey: Uint8Array;
  /** What the owner's CLI proves itself with; a new one with each start. */
  readonly ownerToken: string;
  /** Lets clients find the home: call it once the address answers. */
  announce(home: { address: string; startedAt: Instant }): void;
  /** Takes the announcement back and lets the directory go. */
  close(): void;
}

const Holder = z.object({ pid: z.int() });
const SEAL_KEY_BYTES = 32;

/** Throws Conflict when another process holds it, Malformed when the path is no directory of ours, Unavailable when it cannot be used. */
export function openDataDirectory(dir: string): DataDirectory {
  const path = resolve(dir);
  const layout = layoutOf(path);
  let lock: ReturnType<typeof takeLock>;
  try {
    claimDirectory(path, layout);
    lock = takeLock(layout.lock);
    if (lock === undefined) throw heldBy(path, layout);
    const { release } = lock;
    writePrivateFile(layout.holder, JSON.stringify({ pid: process.pid }));
    // Left by a home that was killed: nobody answers there any more.
    forget(layout);
    makeDirectory(layout.secrets);
    const ownerToken = randomBytes(32).toString('base64url');
    return {
      path,
      databasePath: layout.database,
      secretsPath: layout.secrets,
      sealKey: sealKeyOf(layout),
      ownerToken,
      announce({ address, startedAt }) {
        try {
          // The token first: who finds the address must find the token that belongs to it.
          writePrivateFile(layout.ownerToken, ownerToken);
          writePrivateFile(layout.home, JSON.stringify({ address, pid: process.pid, startedAt }));
        } catch (thrown) {
          throw directoryFault(thrown, path);
        }
      },
      close() {
        forget(layout);
        rmSync(layout.holder, { force: true });
        release();
      },
    };
  } catch (thrown) {
    lock?.release();
    throw directoryFault(thrown, path);
  }
}

function forget(layout: Layout): void {
  rmSync(layout.home, { force: true });
  rmSync(layout.ownerToken, { force: true });
}

function heldBy(path: string, layout: Layout): Fault {
  let by = 'another process';
  let extra = {};
  try {
    const { pid } = Holder.parse(JSON.parse(readFileSync(layout.holder, 'utf8')));
    by = `process ${pid}`;
    extra = { pid };
  } catch {
    // It took the lock and has not yet written its number.
  }
  return new Fault('Conflict', `${path} is held by ${by}`, 'Stop that home first, or give another directory.', extra);
}

/** Made once. A new one in place of a lost one would leave everything sealed unreadable without a word. */
function sealKeyOf(layout: Layout): Uint8Array {
  if (!existsSync(layout.sealKey)) {
    if (existsSync(layout.database)) throw sealKeyFault(layout.sealKey, 'is missing');
    writePrivateFile(layout.sealKey, randomBytes(SEAL_KEY_BYTES));
  }
  const key = readFileSync(layout.sealKey);
  if (key.length !== SEAL_KEY_BYTES)
    throw sealKeyFault(layout.sealKey, `has ${key.length} bytes, not ${SEAL_KEY_BYTES}`);
  return new Uint8Array(key);
}

const sealKeyFault = (path: string, what: string): Fault =>
  new Fault('Unavailable', `${path} ${what}: what was sealed cannot be opened`, 'Restore it from a backup.');
