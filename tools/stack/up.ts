// node tools/stack/up.ts [--dir DIR]: starts MiniStack on 127.0.0.1 until `down.ts --dir DIR`, prints for a shell how to reach it.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { freePorts } from '../k8s/free-ports.ts';
import { until } from '../k8s/until.ts';
import { down, stackFile } from './down.ts';
import { python } from './venv.ts';

export interface Stack {
  readonly dir: string;
  readonly endpoint: string;
  /** What a client of AWS has to be told to reach it and nothing else. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds until it answered. */
  readonly readyMs: number;
  close(): Promise<void>;
}

export const region = 'us-east-1';
export const account = '000000000000';

/**
 * An AWS of our own: MiniStack with the strict launcher, which is right about holds where MiniStack alone is not. Its files
 * are in `dir` (default: a new one). It ends with this process unless `detached`.
 */
export async function up({ dir, detached = false }: { dir?: string; detached?: boolean } = {}): Promise<Stack> {
  const place = dir === undefined ? mkdtempSync(join(tmpdir(), 'mendgate-stack-')) : resolve(dir);
  mkdirSync(join(place, 'tmp'), { recursive: true, mode: 0o700 });
  // Lambda code is unpacked below: a package.json further up with "type": "module" would make Node read all of it as ESM.
  writeFileSync(join(place, 'tmp', 'package.json'), '{}\n');
  const interpreter = python();
  const [port = 0] = await freePorts(1);
  const endpoint = `http://127.0.0.1:${port}`;
  const begin = performance.now();
  const log = openSync(join(place, 'ministack.log'), 'a', 0o600);
  const server = spawn(interpreter, [join(import.meta.dirname, 'ministack_strict.py')], {
    cwd: place,
    // The leader of a group of its own, so that its Lambdas can be ended with it.
    detached: true,
    stdio: [detached ? 'ignore' : 'pipe', log, log],
    // A small environment: Lambdas inherit what the server has. The Node that runs this runs the Lambdas.
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: place,
      TMPDIR: join(place, 'tmp'),
      LANG: 'C.UTF-8',
      BIND_HOST: '127.0.0.1',
      IOT_MTLS_ENABLED: '0',
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: region,
      STATE_DIR: join(place, 'state'),
      S3_DATA_DIR: join(place, 's3'),
      ...(detached ? {} : { MENDGATE_STACK_OWNED: '1' }),
    },
  });
  closeSync(log);
  server.unref();
  if (server.stdin !== null && 'unref' in server.stdin) (server.stdin as unknown as { unref(): void }).unref();
  let failed: string | undefined;
  server.once('error', (error) => {
    failed = error.message;
  });
  writeFileSync(stackFile(place), JSON.stringify({ pid: server.pid, endpoint }));
  try {
    await until('MiniStack', async () => (await fetch(`${endpoint}/_ministack/health`)).ok, {
      within: 60_000,
      hopeless: () => failed ?? (server.exitCode === null ? undefined : `it ended: see ${place}/ministack.log`),
    });
  } catch (thrown) {
    await down(place, { keep: true });
    throw thrown;
  }
  return {
    dir: place,
    endpoint,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
    },
    readyMs: Math.round(performance.now() - begin),
    close: () => down(place, { keep: dir !== undefined }),
  };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { dir: { type: 'string', default: '.stack' } } });
  const stack = await up({ dir: values.dir, detached: true });
  process.stderr.write(`MiniStack answers on ${stack.endpoint} after ${stack.readyMs} ms\n`);
  for (const [name, value] of Object.entries(stack.environment)) process.stdout.write(`export ${name}=${value}\n`);
}
