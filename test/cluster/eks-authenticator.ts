import { createServer } from 'node:http';
import * as z from 'zod';
import type { Account } from '../adapters/aws/account.ts';

const Review = z.object({ kind: z.literal('TokenReview'), spec: z.object({ token: z.string() }) });

/**
 * How a control plane of EKS knows who asks (Amazon EKS, "Access entries"): a webhook that takes the token apart, has STS say
 * whose it is, and gives that role the groups of its access entry. A role without an entry is nobody. The user is the session,
 * whose name the audit then shows.
 */
export async function eksAuthenticator(parts: {
  cluster: string;
  who: Account['who'];
  /** Role ARN -> groups. */
  entries: Readonly<Record<string, readonly string[]>>;
}) {
  const refused: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview' };
    const answer = (status: object) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...review, status }));
    try {
      const { role, name } = parts.who(Review.parse(JSON.parse(body)).spec.token, parts.cluster, new Date());
      const groups = parts.entries[role];
      if (groups === undefined) throw new Error('no access entry');
      const [, account, rolePath] = /^arn:aws:iam::(\d+):role\/(.+)$/.exec(role) ?? [];
      answer({
        authenticated: true,
        user: { username: `arn:aws:sts::${account}:assumed-role/${rolePath}/${name}`, groups },
      });
    } catch (thrown) {
      refused.push(thrown instanceof Error ? thrown.message : String(thrown));
      answer({ authenticated: false });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/authenticate`,
    /** Why tokens were not taken, in order. */
    refused,
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}
