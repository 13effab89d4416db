import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { makeApp } from '../../lib/app.ts';
import { readContext } from '../../lib/context.ts';
import type { FunctionCode } from '../../lib/functions.ts';
import { functionIds } from '../../lib/rights.ts';
import { MendgateStack } from '../../lib/stack.ts';
import { root } from '../architecture/tree.ts';

/** For as long as the process lives: what was made once serves every file of tests that runs in it. */
let made: string | undefined;
function freshFolder(): string {
  if (made === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'mendgate-lib-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    made = folder;
  }
  return mkdtempSync(join(made, 'app-'));
}

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of many shapes, looked into by tests only
  readonly Properties: Record<string, any>;
  readonly [other: string]: unknown;
}
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

export const flags = (JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: object }).context;

/** Functions that do nothing: what a template says does not depend on what they do. */
export function emptyCode(built: readonly string[] = functionIds): FunctionCode {
  const folder = join(freshFolder(), 'functions');
  const console = join(freshFolder(), 'console');
  mkdirSync(console);
  writeFileSync(join(console, 'put-console.mjs'), 'export const handler = async () => {};\n');
  mkdirSync(folder);
  for (const id of built) writeFileSync(join(folder, `${id}.mjs`), 'export const handler = async () => {};\n');
  return { folder, built, console };
}

const prefixed = (context: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(context).map(([name, value]) => [`mendgate:${name}`, value]));

interface Synthesized {
  stack: MendgateStack;
  outdir: string;
  template: Template;
}
/** Nobody changes what was made, so whoever asks for the same is given the same: a synth takes a second. */
const before = new Map<string, Synthesized>();

/** A deployment as it would be sent to CloudFormation, by its context. The rules are held against it by `judged`. */
export function synthesized(context: Readonly<Record<string, unknown>> = {}, built?: readonly string[]): Synthesized {
  const key = JSON.stringify([context, built]);
  const found = before.get(key) ?? synthesize(context, built);
  before.set(key, found);
  return found;
}

function synthesize(context: Readonly<Record<string, unknown>>, built: readonly string[] | undefined): Synthesized {
  const outdir = freshFolder();
  // Not even loaded: the engine that knows CloudFormation's rules takes three seconds to start, and `judged` asks it.
  const app = new App({ outdir, context: flags, builtinCloudFormationValidation: false });
  const stack = new MendgateStack(app, readContext(prefixed(context)), emptyCode(built));
  const template = app.synth().getStackByName(stack.stackName).template as Template;
  return { stack, outdir, template };
}

/** The findings of every rule against a deployment, made as the CDK makes it. `spoil` is done to it before. */
export function judged(
  context: Readonly<Record<string, unknown>> = {},
  spoil: (stack: MendgateStack) => void = () => {},
) {
  const outdir = freshFolder();
  const { app, stack } = makeApp(emptyCode(), { outdir, context: { ...flags, ...prefixed(context) } });
  spoil(stack);
  app.synth();
  return JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as unknown;
}

export const ofType = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);

/** What stands behind a reference: the logical id of a Ref or GetAtt, or of the first one in a Join. */
export function logicalIdOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return Ref;
  if (Array.isArray(attribute)) return String(attribute[0]);
  return Array.isArray(join) ? (join[1] as unknown[]).map(logicalIdOf).find((id) => id !== undefined) : undefined;
}

/** An ARN or name as text: references as {Id}, so that it can be compared. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return `{${Ref}}`;
  if (Array.isArray(attribute)) return `{${attribute.join('.')}}`;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(textOf).join(String(join[0]));
  throw new Error(`not a text: ${JSON.stringify(value)}`);
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}
export const listOf = <T>(value: T | readonly T[]): T[] => (Array.isArray(value) ? [...value] : [value as T]);

/** Every statement of every policy of a template, with where it stands. */
export function statementsIn(template: Template): { at: string; statement: Statement }[] {
  const found: { at: string; statement: Statement }[] = [];
  const walk = (at: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { Statement: statements } = value as { Statement?: Statement | Statement[] };
    if (statements !== undefined) for (const statement of listOf(statements)) found.push({ at, statement });
    for (const inner of Object.values(value)) walk(at, inner);
  };
  for (const [id, resource] of Object.entries(template.Resources)) walk(id, resource.Properties);
  return found;
}
