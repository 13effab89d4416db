import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { kubernetesClusters } from '../../../src/adapters/kubernetes/clusters.ts';
import type { Limits } from '../../../src/adapters/kubernetes/limits.ts';
import type { Cluster } from '../../../src/core/ports.ts';

export interface Seen {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
  /** Tells connections apart. */
  port: number | undefined;
}
export interface Canned {
  status?: number;
  headers?: Record<string, string | string[]>;
  /** Text as it is, bytes as they are, anything else as JSON. */
  body?: unknown;
}
/** What the server does with its nth request: an answer, or whatever it likes with the response (never answer, hang up). */
export type Answer = (seen: Seen, nth: number, response: ServerResponse) => Canned | undefined;

export const status = (code: number, reason: string, message: string, details: object = {}): Canned => ({
  status: code,
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code },
});
export const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart', namespace: 'shop' } };

/** A server on 127.0.0.1 and the port that speaks to it through a kubeconfig, as everybody's does. */
export async function against(
  answer: Answer,
  limits: Partial<Limits> = {},
): Promise<{ cluster: Cluster; seen: Seen[] }> {
  const { port, seen } = await serve(answer);
  const path = await kubeconfig({ server: `http://127.0.0.1:${port}`, user: { token: 't0ken' } });
  const config = { kind: 'kubeconfig', id: 'main', path, reader: 'main', executor: 'main' } as const;
  const clusters = kubernetesClusters([config], { backoffMs: 1, ...limits });
  return { cluster: await clusters.open('main', 'reader'), seen };
}

export async function serve(answer: Answer): Promise<{ port: number; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const url = new URL(request.url ?? '/', 'http://server');
    const one = { method: request.method ?? '', url, headers: request.headers, body, port: request.socket.remotePort };
    seen.push(one);
    const canned = answer(one, seen.length, response);
    if (canned === undefined) return;
    const { status: code = 200, headers = {}, body: given = '' } = canned;
    const raw = typeof given === 'string' || given instanceof Uint8Array;
    response.writeHead(code, { ...(!raw && { 'content-type': 'application/json' }), ...headers });
    response.end(raw ? given : JSON.stringify(given));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, seen };
}

export async function kubeconfig(parts: { server: string; user: object; cluster?: object; files?: object }) {
  const dir = await mkdtemp(join(tmpdir(), 'mendgate-kubeconfig-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  for (const [name, text] of Object.entries(parts.files ?? {})) await writeFile(join(dir, name), text);
  const path = join(dir, 'config');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: parts.server, ...parts.cluster } }],
    users: [{ name: 'u', user: parts.user }],
    contexts: [{ name: 'main', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'main',
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}
