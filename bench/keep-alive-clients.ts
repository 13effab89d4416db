import { Agent, request } from 'node:http';

export interface Post {
  url: string;
  headers: Record<string, string>;
  /** The body of the n-th request. */
  body(n: number): string;
  requests: number;
  /** Each client keeps one connection and has one request under way. */
  clients: number;
  withinMs: number;
}

/** Posts until all were answered with `status`; returns the answers per second. Any other answer throws: it is not a slow one. */
export async function postAll(post: Post, status: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: post.clients });
  let next = 0;
  const begin = performance.now();
  const client = async () => {
    for (let n = next++; n < post.requests; n = next++) {
      const got = await send(agent, post, post.body(n));
      if (got.status !== status)
        throw new Error(`answer ${got.status} instead of ${status}: ${got.text.slice(0, 500)}`);
      if (performance.now() - begin > post.withinMs)
        throw new Error(`${n} of ${post.requests} requests took longer than ${post.withinMs / 1000} s`);
    }
  };
  try {
    await Promise.all(Array.from({ length: post.clients }, client));
    return (post.requests * 1000) / (performance.now() - begin);
  } finally {
    agent.destroy();
  }
}

function send(agent: Agent, { url, headers }: Post, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { agent, method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) }, timeout: 10_000 },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => (text += part));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text })).on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('no answer within 10 s')));
    sent.on('error', reject);
    sent.end(body);
  });
}
