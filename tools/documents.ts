// node tools/documents.ts [--check]: writes the documents that are made from the code, or says which are out of date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { grantsDocument } from '../lib/grants-document.ts';
import { buildProgram } from '../src/cli/program.ts';
import { faults } from '../src/contracts/fault.ts';
import { openApi } from '../src/contracts/openapi/document.ts';
import { routes } from '../src/contracts/routes.ts';
import { routeWiring, stepWiring } from '../src/contracts/wiring.ts';
import { actions } from '../src/core/actions/catalogue.ts';
import { analyzers } from '../src/core/diagnosis/catalogue.ts';

const root = dirname(import.meta.dirname);
const made = '<!-- Made by `node tools/documents.ts` from the code: change that, not this. -->';

const cell = (value: unknown): string => String(value).replaceAll('|', '\\|').replaceAll('\n', ' ');
function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const line = (cells: readonly unknown[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Every command below one, in the order of the help. */
function commandsOf(command: Command, path: readonly string[] = []): { path: string; command: Command }[] {
  return command.commands.flatMap((sub) => {
    const here = [...path, sub.name()];
    return sub.commands.length > 0 ? commandsOf(sub, here) : [{ path: here.join(' '), command: sub }];
  });
}

function commandLine(): string {
  const program = buildProgram();
  const options = (command: Command) => command.options.map(({ flags, description }) => [`\`${flags}\``, description]);
  const sections = commandsOf(program).map(({ path, command }) => {
    const usage = `\`mendgate ${path}${command
      .usage()
      .replace(/^\s*\[options\]/, '')
      .replace(/^(?=.)/, ' ')}\``.replace(/ {2,}/g, ' ');
    const own = options(command);
    return `## ${path}\n\n${usage}: ${command.description()}\n${own.length > 0 ? `\n${table(['option', 'what it does'], own)}\n` : ''}`;
  });
  return `# Command line\n\n${made}\n\n${program.description()} Exit codes: 0 done, 1 it ran and the answer is bad news, 2 wrong use, 3 the world failed.\n\n${table(
    ['everywhere', 'what it does'],
    options(program),
  )}\n\n${sections.join('\n')}`;
}

function http(): string {
  const rows = routes.map((it) => [
    `\`${it.method} ${it.path}\``,
    it.summary,
    it.auth === 'person' ? it.roles.join(', ') : it.auth,
    it.bodyAtMost,
  ]);
  const errors = Object.entries(faults).map(([word, { status, retryable, exit }]) => [
    word,
    status,
    retryable ? 'yes' : 'no',
    exit,
  ]);
  return `# HTTP\n\n${made}\n\n${table(['route', 'what it does', 'who', 'largest body, bytes'], rows)}\n\n## Errors\n\nAn error is a problem document (RFC 9457) that says what to do.\n\n${table(
    ['word', 'status', 'try again', 'exit code of the command line'],
    errors,
  )}\n`;
}

function catalogue(): string {
  const causes = analyzers.map(({ id, title, version, needs }) => [`\`${id}\``, title, version, needs.join(', ')]);
  const cures = actions.map(({ id, title, risk, proof }) => [
    `\`${id}\``,
    title,
    risk,
    proof.map((cause) => `\`${cause}\``).join(', '),
  ]);
  const ports = (wiring: Record<string, readonly string[]>) =>
    Object.entries(wiring).map(([id, used]) => [`\`${id}\``, used.join(', ')]);
  return `# Catalogue\n\n${made}\n\n## Causes\n\n${table(['cause', 'title', 'version', 'reads'], causes)}\n\n## Actions\n\n${table(
    ['action', 'title', 'risk', 'answers'],
    cures,
  )}\n\n## Which step holds which ports\n\n${table(['step', 'ports'], ports(stepWiring))}\n\n## Which routes hold which ports\n\n${table(
    ['routes', 'ports'],
    ports(routeWiring),
  )}\n`;
}

const documents: Readonly<Record<string, () => string>> = {
  'docs/reference/command-line.md': commandLine,
  'docs/reference/http.md': http,
  'docs/reference/catalogue.md': catalogue,
  'docs/reference/openapi.json': () => `${JSON.stringify(openApi(routes), null, 1)}\n`,
  'docs/reference/grants.md': grantsDocument,
};

const stale: string[] = [];
for (const [path, make] of Object.entries(documents)) {
  const at = join(root, path);
  const text = make();
  if (process.argv.includes('--check')) {
    if (readOr(at) !== text) stale.push(path);
  } else {
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text);
  }
}
if (stale.length > 0) {
  console.error(`out of date: ${stale.join(', ')}. Run: node tools/documents.ts`);
  process.exitCode = 1;
}

function readOr(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
