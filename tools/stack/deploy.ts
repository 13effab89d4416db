import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { account, region, type Stack } from './up.ts';

const root = join(import.meta.dirname, '..', '..');
const Outputs = z.record(z.string(), z.record(z.string(), z.string()));

export interface Deployment {
  /** What the stack tells of itself, by output name (lib/stack.ts). */
  readonly outputs: Readonly<Record<string, string>>;
  readonly bootstrapMs: number;
  /** Bundling and synth included: all that `cdk deploy` does. */
  readonly deployMs: number;
}

/**
 * The real `cdk bootstrap` and `cdk deploy` of this checkout against `stack`, with `context` under the deployment's own names
 * (docs/operate.md). Throws with the CDK's own words when one fails.
 */
export async function deploy(stack: Stack, context: Readonly<Record<string, string>>): Promise<Deployment> {
  const begin = performance.now();
  await cdk(stack, ['bootstrap', `aws://${account}/${region}`]);
  const bootstrapped = performance.now();
  const file = join(stack.dir, 'outputs.json');
  const named = Object.entries(context).flatMap(([name, value]) => ['-c', `mendgate:${name}=${value}`]);
  // Its own output folder: a synth of a person beside it keeps theirs.
  const places = ['--outputs-file', file, '--output', join(stack.dir, 'cdk.out')];
  await cdk(stack, ['deploy', '--all', '--require-approval', 'never', '--progress', 'events', ...places, ...named]);
  const outputs = Object.values(Outputs.parse(JSON.parse(readFileSync(file, 'utf8'))))[0] ?? {};
  return {
    outputs,
    bootstrapMs: Math.round(bootstrapped - begin),
    deployMs: Math.round(performance.now() - bootstrapped),
  };
}

function cdk(stack: Stack, args: readonly string[]): Promise<void> {
  const child = spawn(
    process.execPath,
    [join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args, '--no-notices'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Nothing of the person's own account, even if there is one on this machine.
      env: {
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        HOME: homedir(),
        ...stack.environment,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CI: 'true',
        NO_COLOR: '1',
      },
    },
  );
  // A test run that is ended takes it along.
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      process.removeListener('exit', end);
      if (code === 0) done();
      else fail(new Error(`cdk ${args[0]} ended with ${code}:\n${said.slice(-8000)}`));
    });
  });
}
