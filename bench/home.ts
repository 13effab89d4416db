import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, node } from './child.ts';
import { until } from './until.ts';

export const root = join(import.meta.dirname, '..');
export const launcher = join(root, 'bin', 'mendgate.js');

export interface Home {
  child: Child;
  data: string;
  address: string;
  /** From spawning the process until /readyz answered 200. */
  readyMs: number;
  get<T>(path: string): Promise<T>;
}

/** The bundled home with its practice cluster, as `npm start` runs it, in an empty directory on a free port. */
export async function startHome(
  data: string,
  { nodeArgs = [], env = {} }: { nodeArgs?: readonly string[]; env?: Record<string, string> } = {},
): Promise<Home> {
  const args = [...nodeArgs, launcher, 'start', '--practice', '--data', data, '--port', '0'];
  const child = node(args, { env: { ...process.env, ...env } });
  try {
    // Not what it prints: that line comes only when the practice alarm was taken as well.
    const address = await until('the address of the home', () => announced(data), { withinMs: 30_000, everyMs: 2 });
    await until('/readyz', async () => ((await fetch(`${address}/readyz`)).status === 200 ? true : undefined), {
      withinMs: 30_000,
      everyMs: 2,
    });
    const readyMs = performance.now() - child.spawnedAt;
    return { child, data, address, readyMs, get: (path) => get(data, address, path) };
  } catch (thrown) {
    await child.end();
    throw new Error(`the home did not start: ${child.output().stderr.slice(-2000)}`, { cause: thrown });
  }
}

const announced = (data: string): string =>
  (JSON.parse(readFileSync(join(data, 'home.json'), 'utf8')) as { address: string }).address;

async function get<T>(data: string, address: string, path: string): Promise<T> {
  const token = readFileSync(join(data, 'owner.token'), 'utf8').trim();
  const response = await fetch(address + path, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** The floor of whatever is a server in Node: it reads what comes, answers, and does nothing else. */
const bareServer = `const server = require('node:http').createServer((asked, answer) =>
  asked.resume().on('end', () => answer.writeHead(asked.method === 'POST' ? 202 : 200).end('ok')));
server.listen(0, '127.0.0.1', () => console.log('answers at http://127.0.0.1:' + server.address().port));`;

export interface BareServer {
  child: Child;
  address: string;
  readyMs: number;
}

export async function startBareServer(): Promise<BareServer> {
  const child = node(['-e', bareServer]);
  try {
    const address = await until('the bare server', () => addressIn(child), { withinMs: 30_000, everyMs: 2 });
    await until('its answer', async () => ((await fetch(address)).status === 200 ? true : undefined), {
      withinMs: 30_000,
      everyMs: 2,
    });
    return { child, address, readyMs: performance.now() - child.spawnedAt };
  } catch (thrown) {
    await child.end();
    throw thrown;
  }
}

const addressIn = (child: Child): string | undefined => /answers at (\S+)/.exec(child.output().stdout)?.[1];
