import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import * as z from 'zod';
import { defaultLimits } from '../src/adapters/kubernetes/limits.ts';
import { pathOf } from '../src/adapters/kubernetes/path.ts';
import type { Kind } from '../src/contracts/kube.ts';
import { workloadKinds } from '../src/core/diagnosis/candidates.ts';
import { analyzers } from '../src/core/diagnosis/catalogue.ts';
import { recoveryNeeds } from '../src/core/recovery/surroundings.ts';

/** What a diagnosis lists (src/core/evidence/collect.ts). */
export const listedKinds: readonly Kind[] = [
  ...new Set<Kind>([...workloadKinds, ...recoveryNeeds, ...analyzers.flatMap((each) => each.needs)]),
].sort();

const Kubeconfig = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.url(), 'certificate-authority': z.string() }) })]),
  users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]),
});

/**
 * The same lists, one after the other over one new HTTPS connection, read to the last byte, uncompressed, and neither
 * parsed nor kept. Returns milliseconds, the connection's making included, and the bytes.
 */
export async function fetchRaw(kubeconfig: string, namespace: string): Promise<{ ms: number; bytes: number }> {
  const config = Kubeconfig.parse(JSON.parse(readFileSync(kubeconfig, 'utf8')));
  const { server, 'certificate-authority': authority } = config.clusters[0].cluster;
  const headers = { authorization: `Bearer ${config.users[0].user.token}`, accept: 'application/json' };
  const begin = performance.now();
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: readFileSync(authority) });
  let bytes = 0;
  try {
    for (const kind of listedKinds) {
      // In the pages a diagnosis asks for, or the server would do other work.
      const path = `${pathOf(kind, namespace)}?limit=${defaultLimits.pageSize}`;
      for (let from: string | undefined = ''; from !== undefined; ) {
        const got = await get(new URL(`${path}${from && `&continue=${from}`}`, server), { agent, headers });
        // PodMetrics is not served here; to be told so is part of the same work.
        if (got.status !== 200 && !(kind === 'PodMetrics' && got.status === 404))
          throw new Error(`list ${kind}: ${got.status}`);
        bytes += got.bytes;
        from = got.next;
      }
    }
    return { ms: performance.now() - begin, bytes };
  } finally {
    agent.destroy();
  }
}

function get(
  url: URL,
  options: { agent: Agent; headers: Record<string, string> },
): Promise<{ status: number; bytes: number; next: string | undefined }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, timeout: 10_000 }, (answer) => {
      let bytes = 0;
      let head = '';
      answer.on('data', (part: Buffer) => {
        // A list's metadata comes first.
        if (bytes === 0) head = part.toString('utf8', 0, 4096);
        bytes += part.length;
      });
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, bytes, next: /"continue":"([^"]+)"/.exec(head)?.[1] }),
      );
      answer.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`${url.pathname}: no answer within 10 s`)));
    sent.on('error', reject);
    sent.end();
  });
}
