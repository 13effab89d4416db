import { describe, expect, test } from 'vitest';
import { trespassesOf } from './arrows.ts';
import { roomOf, rooms } from './rooms.ts';
import { allFiles, isCode, read } from './tree.ts';

const code = allFiles().filter(isCode);

test('every file keeps to what its room may hold on to', () => {
  expect(code.flatMap((path) => trespassesOf(path, read(path)))).toEqual([]);
});

test('the tree that is checked is the whole tree', () => {
  // A walk that finds nothing would pass everything.
  for (const path of ['src/core/ports.ts', 'src/cli/main.ts', 'bin/mendgate.js', 'tools/k8s/kube.ts'])
    expect(code).toContain(path);
});

test('no room is named that does not exist', () => {
  const named = new Set(Object.values(rooms).flatMap((room) => room.rooms));
  named.delete('*');
  expect([...named].filter((name) => !(name in rooms))).toEqual([]);
});

/** One crime per rule: where, what is written there, and the words of the refusal. */
const trespasses: readonly [path: string, text: string, refusal: RegExp][] = [
  // Places
  ['src/server/start.ts', '', /is in no room/],
  ['plugins/slack.ts', '', /is in no room/],
  ['src/core/magic/spell.ts', '', /is in no room/],
  ['src/top.ts', '', /is in no room/],
  ['src/core/steps/a.ts', "import { b } from '../../../plugins/b.ts';", /imports plugins\/b.ts, which is in no room/],
  // Contracts import zod only
  ['src/contracts/a.ts', "import { decide } from '../core/policy/decide.ts';", /contracts may not import decisions/],
  ['src/contracts/a.ts', "import canonicalize from 'canonicalize';", /contracts may not use canonicalize/],
  ['src/contracts/a.ts', "import { join } from 'node:path';", /contracts may not use node:path/],
  // Decisions know no ports, no steps, no world
  ['src/core/triage/a.ts', "import type { Records } from '../ports.ts';", /decisions may not import ports/],
  ['src/core/policy/a.ts', "import { commit } from '../ledger/commit.ts';", /decisions may not import shared/],
  ['src/core/planning/a.ts', "export { runPlan } from '../steps/run-plan.ts';", /decisions may not import steps/],
  ['src/core/recovery/a.ts', "import { x } from '../../adapters/key-order.ts';", /decisions may not import adapters/],
  ['src/core/intake/a.ts', "import { createHash } from 'node:crypto';", /decisions may not use node:crypto/],
  ['src/core/actions/a.ts', "import { Hono } from 'hono';", /decisions may not use hono/],
  ['src/core/ports.ts', "import type { Step } from './steps/step.ts';", /ports may not import steps/],
  // What steps share knows no steps; steps and routes do not know each other or any adapter
  ['src/core/ledger/a.ts', "import { step } from '../steps/step.ts';", /shared may not import steps/],
  ['src/core/steps/a.ts', "import { holds } from '../routes/holds.ts';", /steps may not import routes/],
  ['src/core/routes/a.ts', "import { runPlan } from '../steps/run-plan.ts';", /routes may not import steps/],
  [
    'src/core/steps/a.ts',
    "import { r } from '../../adapters/local/records.ts';",
    /steps may not import adapters\/local/,
  ],
  ['src/core/routes/a.ts', "import { e } from '../../asl/index.ts';", /routes may not import asl/],
  // The engine knows nothing of ours
  ['src/asl/a.ts', "import { Fault } from '../contracts/fault.ts';", /asl may not import contracts/],
  ['src/asl/a.ts', "import * as z from 'zod';", /asl may not use zod/],
  ['src/asl/states/a.ts', "import { readFileSync } from 'node:fs';", /asl may not use node:fs/],
  // Adapters know contracts and ports, and not each other
  ['src/adapters/local/a.ts', "import { t } from '../aws/table.ts';", /adapters\/local may not import adapters\/aws/],
  [
    'src/adapters/aws/a.ts',
    "import { d } from '../local/database.ts';",
    /adapters\/aws may not import adapters\/local/,
  ],
  ['src/adapters/practice/a.ts', "import { decide } from '../../core/policy/decide.ts';", /may not import decisions/],
  ['src/adapters/local/a.ts', "import { engine } from '../../asl/index.ts';", /may not import asl/],
  ['src/adapters/shared.ts', "import { t } from './aws/table.ts';", /adapters may not import adapters\/aws/],
  ['src/adapters/kubernetes/a.ts', "import { DatabaseSync } from 'node:sqlite';", /may not use node:sqlite/],
  // Runtimes: each only its own home
  ['src/runtime/local/a.ts', "import { t } from '../../adapters/aws/table.ts';", /may not import adapters\/aws/],
  ['src/runtime/aws.ts', "import { d } from '../adapters/local/database.ts';", /may not import adapters\/local/],
  ['src/runtime/aws.ts', "import { engine } from '../asl/index.ts';", /runtime\/aws may not import asl/],
  // The edges
  ['src/cli/a.ts', "import { decide } from '../core/policy/decide.ts';", /cli may not import decisions/],
  ['src/cli/a.ts', "import { d } from '../adapters/local/database.ts';", /cli may not import adapters\/local/],
  ['src/cli/a.ts', "import { lambda } from '../runtime/lambda.ts';", /cli may not import runtime\/aws/],
  ['functions/a.ts', "import { t } from '../src/adapters/aws/table.ts';", /functions may not import adapters\/aws/],
  ['lib/a.ts', "import { t } from '../src/adapters/aws/table.ts';", /lib may not import adapters\/aws/],
  ['lib/a.ts', "import { runPlan } from '../src/core/steps/run-plan.ts';", /lib may not import steps/],
  ['console/a.tsx', "import { decide } from '../src/core/policy/decide.ts';", /console may not import decisions/],
  ['bin/a.js', "import '../src/cli/main.ts';", /bin may not import cli/],
  ['src/contracts/a.ts', "import { up } from '../../tools/k8s/up.ts';", /contracts may not import tools/],
  ['src/runtime/local/a.ts', "import { shop } from '../../../test/core/recovery/shop.ts';", /may not import test/],
  // Every way to write an import
  ['src/contracts/a.ts', "import type { Ports } from '../core/ports.ts';", /contracts may not import ports/],
  ['src/contracts/a.ts', "import { type Ports } from '../core/ports.ts';", /contracts may not import ports/],
  ['src/contracts/a.ts', "export type { Ports } from '../core/ports.ts';", /contracts may not import ports/],
  ['src/contracts/a.ts', "export * from '../core/ports.ts';", /contracts may not import ports/],
  ['src/contracts/a.ts', "import '../core/ports.ts';", /contracts may not import ports/],
  ['src/contracts/a.ts', "type P = import('../core/ports.ts').Ports;", /contracts may not import ports/],
  ['src/contracts/a.ts', "const p = await import('../core/ports.ts');", /contracts may not import ports/],
  ['src/contracts/a.ts', "import p = require('../core/ports.ts');", /contracts may not import ports/],
  ['src/adapters/local/a.ts', "const p = require('../aws/table.ts');", /may not import adapters\/aws/],
  ['src/adapters/local/a.ts', "new URL('../aws/table.ts', import.meta.url);", /may not import adapters\/aws/],
  // Two lines, because a check that reads lines would miss it
  ['src/contracts/a.ts', "import {\n  type Ports,\n} from\n  '../core/ports.ts';", /contracts may not import ports/],
  ['src/adapters/local/a.ts', "const at = '../aws/table.ts'; await import(at);", /a computed name/],
  ['src/cli/a.ts', "import x from '/opt/x.js';", /only relative paths and packages/],
  ['src/cli/a.ts', "import x from 'file:///opt/x.js';", /only relative paths and packages/],
  ['src/cli/a.ts', "import x from '#inside';", /only relative paths and packages/],
  ['src/cli/a.ts', "import { join } from 'path';", /write node:path/],
  // Contracts and core replay
  ['src/contracts/a.ts', 'export const at = () => Date.now();', /Date without an instant/],
  ['src/core/triage/a.ts', 'const at = new Date();', /Date without an instant/],
  ['src/core/triage/a.ts', 'const at = new Date(2026, 1, 1);', /Date without an instant/],
  ['src/core/triage/a.ts', 'const at = Date();', /Date without an instant/],
  ['src/core/triage/a.ts', 'const { now } = Date;', /Date without an instant/],
  ['src/core/triage/a.ts', "const at = Date['now']();", /Date without an instant/],
  ['src/core/triage/a.ts', 'const D = Date; new D();', /Date without an instant/],
  ['src/core/triage/a.ts', 'const at = (Date as any).now();', /Date without an instant/],
  ['src/core/triage/a.ts', 'const h = (d: Date) => d.getHours();', /getHours reads a date in the zone/],
  ['src/core/steps/a.ts', 'const id = Math.random();', /Math.random is chance/],
  ['src/core/steps/a.ts', "const id = Math['random']();", /Math.random is chance/],
  ['src/core/steps/a.ts', 'const { random } = Math;', /Math.random is chance/],
  ['src/core/steps/a.ts', 'const id = crypto.randomUUID();', /crypto chance/],
  ['src/core/routes/a.ts', 'names.sort((a, b) => a.localeCompare(b));', /localeCompare depends/],
  ['src/core/routes/a.ts', 'const text = (1234.5).toLocaleString();', /toLocaleString depends/],
  ['src/core/routes/a.ts', "const text = name['toLocaleUpperCase']();", /toLocaleUpperCase depends/],
  ['src/core/routes/a.ts', 'const { toLocaleString } = 5;', /toLocaleString depends/],
  ['src/core/routes/a.ts', "new Intl.NumberFormat('de');", /Intl depends/],
  ['src/core/ledger/a.ts', 'setTimeout(() => 1, 5);', /setTimeout a timer/],
  ['src/core/ledger/a.ts', 'queueMicrotask(() => 1);', /queueMicrotask schedules/],
  ['src/core/evidence/a.ts', "await fetch('http://x');", /fetch reaches the world/],
  ['src/core/evidence/a.ts', 'const home = process.env.HOME;', /process knows/],
  ['src/core/evidence/a.ts', 'const home = globalThis.process;', /globalThis a way/],
  ['src/core/evidence/a.ts', 'const it = { process };', /process knows/],
  ['src/core/evidence/a.ts', 'console.log(1);', /console prints/],
  ['src/core/evidence/a.ts', 'const n = (process satisfies object);', /process knows/],
];

describe('seeded trespasses', () => {
  test.each(trespasses)('%s: %s', (path, text, refusal) => {
    const found = trespassesOf(path, text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(refusal);
  });

  test('a file that cannot be read is not a good file', () => {
    expect(() => trespassesOf('src/contracts/a.ts', 'const = 1')).toThrow();
  });
});

/** What looks like a crime and is none: a check that cries wolf is soon switched off. */
const innocent: readonly [path: string, text: string][] = [
  ['src/core/triage/a.ts', 'const at = new Date(now); const ms = Date.parse(now); const b = at instanceof Date;'],
  [
    'src/core/triage/a.ts',
    'type Fetch = typeof fetch; const x: Date | undefined = undefined; interface I { process: Intl.Locale }',
  ],
  ['src/core/triage/a.ts', "const it = { process: 1, fetch: 2 }; it.process; const s = 'Date.now()'; // Math.random()"],
  ['src/core/triage/a.ts', 'const most = Math.max(1, Math.floor(2.5));'],
  ['src/core/triage/a.ts', "import { sha256 } from '@noble/hashes/sha2.js';"],
  ['src/adapters/local/a.ts', 'const at = Date.now(); setTimeout(() => process.exit(Math.random()), 5);'],
  ['lib/a.ts', "import { grants } from '../src/adapters/aws/records.grants.ts';"],
  ['src/runtime/local/a.ts', "import m from '../../../statemachines/remediation.asl.json' with { type: 'json' };"],
];
test.each(innocent)('innocent: %s: %s', (path, text) => {
  expect(trespassesOf(path, text)).toEqual([]);
});

test('the longest path decides the room', () => {
  expect(roomOf('src/adapters/key-order.ts')).toBe('adapters');
  expect(roomOf('src/adapters/aws/table.ts')).toBe('adapters/aws');
  expect(roomOf('src/adapters/aws/records.grants.ts')).toBe('grants');
  expect(roomOf('tools/prepare.js')).toBe('prepare');
});
