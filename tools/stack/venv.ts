import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Pins {
  /** The interpreter to start from. */
  readonly python3: string;
  readonly requirements: string;
  /** The pins are all there is: whatever they themselves ask for is not looked at. */
  readonly complete: boolean;
}

/**
 * The Python that has MiniStack, as pinned in requirements.txt: made once per set of pins, outside of the checkout. Takes
 * some seconds the first time and nothing after. Python 3.10 or newer; `PYTHON` names another one than `python3`.
 */
export const python = (): string =>
  pythonWith({
    python3: process.env.PYTHON ?? 'python3',
    requirements: join(import.meta.dirname, 'requirements.txt'),
    complete: false,
  });

/** A Python with exactly these packages, kept under a name made of its version and the pins. */
export function pythonWith({ python3, requirements, complete }: Pins): string {
  const version = run(python3, ['-c', 'import platform; print(platform.python_version())']).trim();
  const hash = createHash('sha256')
    .update(`${version}\n${readFileSync(requirements, 'utf8')}`)
    .digest('hex');
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mendgate-stack');
  const place = join(cache, hash.slice(0, 16));
  const ready = join(place, 'bin', 'python');
  if (existsSync(ready)) return ready;
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, 'new-'));
  try {
    run(python3, ['-m', 'venv', fresh]);
    const how = ['--quiet', '--no-input', ...(complete ? ['--no-deps'] : [])];
    run(join(fresh, 'bin', 'python'), ['-m', 'pip', 'install', ...how, '-r', requirements]);
    // In one step: what has the name is whole. Only `bin/python` is used, which does not mind where it lies.
    if (!existsSync(place)) renameSync(fresh, place);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return ready;
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return stdout;
  const said = `${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`.trim();
  throw new Error(`${command} ${args.join(' ')} did not work. Python 3.10 or newer with venv is needed:\n${said}`);
}
