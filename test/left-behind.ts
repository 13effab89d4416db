import { afterAll, beforeAll, vi } from 'vitest';

/** What files that run one after the other in one process could leave to each other. */
export interface Surroundings {
  folder: string;
  umask: string;
  env: Readonly<Record<string, string | undefined>>;
  globals: readonly string[];
  /** How many listen to each event of the process. */
  listeners: Readonly<Record<string, number>>;
}

/** What packages set when they are first loaded, and nobody takes away: the client of AWS, and zod in its bundles. */
const ofPackages: readonly string[] = ['awslambda', '__zod_globalConfig', '__zod_globalRegistry'];

export const surroundings = (): Surroundings => ({
  folder: process.cwd(),
  umask: process.umask().toString(8),
  env: { ...process.env },
  globals: Object.getOwnPropertyNames(globalThis).filter((name) => !ofPackages.includes(name)),
  listeners: Object.fromEntries(
    process
      .eventNames()
      // Who cleans up at the end of the process is in nobody's way until then.
      .filter((name) => name !== 'exit')
      .map((name) => [String(name), process.listenerCount(name as NodeJS.Signals)]),
  ),
});

/** What is another than before, in words; empty when all is as it was. */
export function leftBehind(before: Surroundings, after: Surroundings): string[] {
  const left: string[] = [];
  if (before.folder !== after.folder) left.push(`the working directory is ${after.folder}`);
  if (before.umask !== after.umask) left.push(`the umask is ${after.umask}`);
  for (const name of new Set([...Object.keys(before.env), ...Object.keys(after.env)]))
    if (before.env[name] !== after.env[name]) left.push(`the variable ${name} is another`);
  for (const name of after.globals) if (!before.globals.includes(name)) left.push(`there is a global ${name}`);
  for (const [event, count] of Object.entries(after.listeners))
    if (count > (before.listeners[event] ?? 0)) left.push(`somebody still listens to ${event}`);
  return left;
}

/** For a suite whose files share processes: a file that leaves something fails, and not the one that comes after it. */
export function refuseLeftovers(): void {
  let before: Surroundings;
  beforeAll(() => {
    before = surroundings();
  });
  afterAll(() => {
    // Those of the last test end here as those of the others end with the next.
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    const left = leftBehind(before, surroundings());
    if (left.length > 0) throw new Error(`this file leaves something behind for the next: ${left.join('; ')}`);
  });
}
