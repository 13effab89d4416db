import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The shipped bundle through the shipped launcher: what a user starts is what is tested. */
const launcher = fileURLToPath(new URL('../../bin/mendgate.js', import.meta.url));

export interface HomeProcess {
  readonly data: string;
  readonly address: string;
  readonly output: () => string;
  get<T>(path: string): Promise<T>;
  send(
    method: 'POST' | 'PUT',
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: unknown }>;
  /** Posts an Alertmanager payload with the hook's secret. */
  alarm(payload: unknown): Promise<number>;
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  readonly exited: Promise<number | null>;
}

export const freshData = (): string => join(mkdtempSync(join(tmpdir(), 'mendgate-')), 'data');

/** Starts a home and resolves when it says where it answers; rejects with its output when it ends before that. */
export async function startHomeProcess(data: string, args: readonly string[]): Promise<HomeProcess> {
  const child = spawn(process.execPath, [launcher, '--data', data, 'start', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return following(child, data);
}

export interface Launched {
  child: ChildProcess;
  exited: Promise<number | null>;
  /** What it has said so far, on both streams. */
  output(): string;
}

/** The same, but not waiting for anything: for whoever means to kill it at any moment. */
export function launch(data: string, args: readonly string[]): Launched {
  const child = spawn(process.execPath, [launcher, '--data', data, 'start', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const read = (chunk: Buffer) => {
    text += chunk.toString();
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  return { child, exited: exitOf(child), output: () => text };
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code)));

async function following(child: ChildProcess, data: string): Promise<HomeProcess> {
  let text = '';
  const exited = exitOf(child);
  const address = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const found = /answers at (http:\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    void exited.then((code) => reject(new Error(`the home ended with ${code}: ${text}`)));
  });
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(address + path, {
      method,
      headers: {
        authorization: `Bearer ${readFileSync(join(data, 'owner.token'), 'utf8').trim()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    data,
    address,
    exited,
    output: () => text,
    async get<T>(path: string) {
      const response = await ask('GET', path);
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    async send(method, path, body, headers) {
      const response = await ask(method, path, body, headers);
      return { status: response.status, body: (await response.json()) as unknown };
    },
    async alarm(payload) {
      const secret = readFileSync(join(data, 'secrets', 'hook.alertmanager'), 'utf8').trim();
      return (await ask('POST', '/hooks/alertmanager/alertmanager', payload, { authorization: `Bearer ${secret}` }))
        .status;
    },
    async kill(signal) {
      child.kill(signal);
      return exited;
    },
  };
}

/** Runs a CLI command to its end. */
export async function cli(
  args: readonly string[],
  stdin?: string,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [launcher, ...args], {
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin?.end(stdin);
  return { code: await exitOf(child), stdout, stderr };
}
