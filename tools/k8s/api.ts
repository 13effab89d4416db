import { readFileSync } from 'node:fs';
import type { OutgoingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import * as z from 'zod';

export type Reply = { readonly code: number; readonly text: string };
export type Options = { readonly type?: string; readonly headers?: OutgoingHttpHeaders };
/** One request. `body` is sent as it is when a string, as JSON otherwise. Any status is a reply; only a lost connection throws. */
export type Api = (method: string, path: string, body?: unknown, options?: Options) => Promise<Reply>;

export const PATCHES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

const Kubeconfig = z.object({
  clusters: z.array(z.object({ cluster: z.object({ server: z.url(), 'certificate-authority': z.string() }) })),
  users: z.array(z.object({ name: z.string(), user: z.object({ token: z.string() }) })),
  contexts: z.array(z.object({ name: z.string(), context: z.object({ user: z.string() }) })),
  'current-context': z.string(),
});

/** A bare client for the kubeconfigs written here, for tests that must see exactly what the server says. */
export function api(kubeconfig: string, context?: string): Api {
  const config = Kubeconfig.parse(JSON.parse(readFileSync(kubeconfig, 'utf8')));
  const wanted = context ?? config['current-context'];
  const user = config.contexts.find((c) => c.name === wanted)?.context.user;
  const token = config.users.find((u) => u.name === user)?.user.token;
  const cluster = config.clusters[0]?.cluster;
  if (token === undefined || cluster === undefined) throw new Error(`${kubeconfig} has no usable context ${wanted}`);
  return (method, path, body, options = {}) =>
    new Promise((done, fail) => {
      const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      const headers: OutgoingHttpHeaders = { authorization: `Bearer ${token}`, ...options.headers };
      if (payload !== undefined) {
        headers['content-type'] = options.type ?? 'application/json';
        // Node gives the body of a DELETE no length, so the server would read it as the next request: a delete whose body says
        // dryRun would be a real one.
        headers['content-length'] = Buffer.byteLength(payload);
      }
      // Read for every request: the file appears only when the server has made its certificate.
      const ca = readFileSync(cluster['certificate-authority']);
      const sent = request(new URL(path, cluster.server), { method, ca, headers, timeout: 10_000 }, (reply) => {
        let text = '';
        reply.setEncoding('utf8');
        reply.on('data', (part: string) => {
          text += part;
        });
        reply.on('end', () => done({ code: reply.statusCode ?? 0, text })).on('error', fail);
      });
      sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no reply within 10 s`)));
      sent.on('error', fail).end(payload);
    });
}
