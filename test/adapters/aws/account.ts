import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { STSClient } from '@aws-sdk/client-sts';
import { callerOf, type Session, senderOf } from './signatures.ts';

/** What STS was asked for, as CloudTrail would show it. */
export interface Assumed extends Session {
  role: string;
  name: string;
  seconds: number;
  source?: string;
}
export interface Refusal {
  status: number;
  code: string;
  message?: string;
}
interface Described {
  endpoint?: string;
  authority?: string;
  status?: string;
}

/**
 * STS and EKS of one AWS account, over HTTP on 127.0.0.1. Sessions are real: requests and tokens are held against their
 * signatures. `fail` answers what it returns instead of what was asked.
 */
export async function account(parts: {
  roles: readonly string[];
  clusters: Readonly<Record<string, Described>>;
  fail?: (service: 'sts' | 'eks', nth: number) => Refusal | string | undefined;
}) {
  const sessions = new Map<string, Assumed>();
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const service = request.method === 'POST' ? 'sts' : 'eks';
    asked.push(service);
    const nth = asked.filter((one) => one === service).length;
    const failing = parts.fail?.(service, nth);
    if (typeof failing === 'string') response.writeHead(200).end(failing);
    else if (service === 'sts') assume(new URLSearchParams(body), response, failing);
    else describe(request, response, failing);
  });

  function assume(form: URLSearchParams, response: ServerResponse, failing: Refusal | undefined): void {
    const role = form.get('RoleArn') ?? '';
    const denied = {
      status: 403,
      code: 'AccessDenied',
      message: `not authorized to perform: sts:AssumeRole on ${role}`,
    };
    const refusal = failing ?? (parts.roles.includes(role) ? undefined : denied);
    response.setHeader('content-type', 'text/xml');
    if (refusal !== undefined) {
      const { status, code, message = 'no' } = refusal;
      const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
      response.writeHead(status).end(`<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`);
      return;
    }
    const id = `ASIA${String(sessions.size + 1).padStart(16, '0')}`;
    const session: Assumed = {
      role,
      name: form.get('RoleSessionName') ?? '',
      seconds: Number(form.get('DurationSeconds')),
      ...(form.has('SourceIdentity') && { source: form.get('SourceIdentity') ?? '' }),
      secretAccessKey: `secret/of+${id}`,
      sessionToken: `session/of+${id}==`,
    };
    sessions.set(id, session);
    const credentials = `<AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${session.secretAccessKey}</SecretAccessKey><SessionToken>${session.sessionToken}</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration>`;
    response.end(
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    );
  }

  function describe(request: IncomingMessage, response: ServerResponse, failing: Refusal | undefined): void {
    const path = request.url ?? '';
    let refusal = failing;
    try {
      senderOf({ path, headers: request.headers, service: 'eks', sessions });
    } catch (thrown) {
      refusal ??= { status: 403, code: 'InvalidSignatureException', message: String(thrown) };
    }
    const cluster = parts.clusters[path.replace('/clusters/', '')];
    refusal ??= cluster === undefined ? { status: 404, code: 'ResourceNotFoundException' } : undefined;
    if (refusal !== undefined) {
      response.writeHead(refusal.status, { 'x-amzn-errortype': `${refusal.code}:http://internal/` });
      response.end(JSON.stringify({ message: refusal.message ?? 'no' }));
      return;
    }
    const { endpoint, authority, status = 'ACTIVE' } = cluster ?? {};
    const certificateAuthority =
      authority === undefined ? {} : { certificateAuthority: { data: Buffer.from(authority).toString('base64') } };
    response.end(
      JSON.stringify({ cluster: { name: 'x', status, endpoint, ...certificateAuthority, version: '1.36' } }),
    );
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    endpoint,
    /** What was asked, in order. */
    asked,
    assumed: (): Assumed[] => [...sessions.values()],
    /** The session behind a token, as a cluster of that name would find it. Throws what is wrong with the token. */
    who: (token: string, cluster: string, now: Date): Assumed =>
      sessions.get(callerOf({ token, cluster, sessions, now })) as Assumed,
    /** As the function's own client, with credentials of its own. */
    sts: new STSClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'function', secretAccessKey: 'function' },
      maxAttempts: 1,
    }),
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}
export type Account = Awaited<ReturnType<typeof account>>;
