import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { expect, test } from 'vitest';
import type { Outcome, Story, simulate } from './simulate.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const houseRules = join(root, 'layers', 'house-rules');

/** One way to break a promise in the code itself; the simulation must notice each within its seeds. */
interface Mutant {
  name: string;
  file: string;
  /** The text that is there, and what stands in its place. */
  from: string;
  to: string;
  story: Omit<Story, 'houseRules'>;
}
const helps = { scenario: 'practice-memory', answer: 'approved', crashes: 8 } as const;
const mutants: Mutant[] = [
  {
    name: 'the write comes before the intent',
    file: 'src/core/incident/carry-out.ts',
    from: '  if (standing === undefined) {\n',
    to: '  if (standing === undefined) {\n    await write(cluster, effect, direction, `mendgate-${proposal.id}`);\n',
    story: helps,
  },
  {
    name: 'nobody asks the object whether the write already happened',
    file: 'src/core/actions/effect.ts',
    from: 'export function alreadyDone(',
    to: 'export function alreadyDone() { return false; }\nfunction _alreadyDone(',
    story: helps,
  },
  {
    name: 'the callback is trusted instead of Settle hold',
    file: 'statemachines/remediation.asl.json',
    from: '"Next": "Settle hold",',
    to: '"Next": "Wait for window",',
    story: { scenario: 'practice-memory', answer: 'rejected', crashes: 2 },
  },
  {
    name: 'an entry is done with before it is announced',
    file: 'src/runtime/local/worker.ts',
    from: '  const { item } = change;\n',
    to: '  const { item } = change;\n  changes.acknowledge(change.seq);\n',
    story: helps,
  },
  {
    name: 'a letter is noted before it is sent',
    file: 'src/core/incident/post-letter.ts',
    from: '  const answer = await ports.mail.send(',
    to: '  await note(records, hold, user.id, { askedAt: now });\n  const answer = await ports.mail.send(',
    story: { scenario: 'practice-memory', answer: 'silence', crashes: 8 },
  },
  {
    name: 'a letter that was not taken is not tried again',
    file: 'src/core/incident/tell-people.ts',
    from: '  throw posted;',
    to: '  return finish(ports, row, rev, []);',
    story: { scenario: 'practice-memory', answer: 'silence', crashes: 1, mailFails: 0.5 },
  },
  {
    name: 'whoever got a letter gets it again each time the question is put',
    file: 'src/core/incident/letters-due.ts',
    from: '!wasAsked(of(user))',
    to: 'wasAsked(of(user)) || true',
    story: { scenario: 'practice-memory', answer: 'approved', mendedElsewhere: true, crashes: 0 },
  },
];

test.for(mutants)('mutant: $name', { timeout: 120_000 }, async (mutant) => {
  const mutated = await bundleWith(mutant);
  const caught: Outcome[] = [];
  for (let seed = 1; seed <= 40 && caught.length === 0; seed++) {
    const outcome = await mutated(seed, { ...mutant.story, houseRules });
    if (outcome.broken.length > 0) caught.push(outcome);
  }
  expect(caught.length, 'the simulation did not notice this mutant in 40 seeds').toBeGreaterThan(0);
});

/** The simulation bundled over a source tree in which this one text is replaced. */
async function bundleWith({ file, from, to, name }: Mutant): Promise<typeof simulate> {
  const target = join(root, file);
  const source = readFileSync(target, 'utf8');
  // A mutant whose place has moved would pass unnoticed: it must be found again first.
  expect(source.split(from).length - 1, `${file} has the text that "${name}" replaces exactly once`).toBe(1);
  const plugin: Plugin = {
    name: 'mutate',
    setup(builder) {
      builder.onLoad({ filter: /\.(ts|json)$/ }, ({ path }) =>
        path === target
          ? { contents: source.replace(from, to), loader: path.endsWith('.ts') ? 'ts' : 'json' }
          : undefined,
      );
    },
  };
  const outfile = join(mkdtempSync(join(tmpdir(), 'mendgate-mutant-')), 'simulate.mjs');
  await build({
    entryPoints: [join(root, 'test/simulation/simulate.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    plugins: [plugin],
    logLevel: 'silent',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return ((await import(pathToFileURL(outfile).href)) as { simulate: typeof simulate }).simulate;
}
