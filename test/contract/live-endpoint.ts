import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';

export interface Endpoint {
  client: ApiGatewayManagementApiClient;
  /** Connections that are open, by name, with what was posted to each. */
  connections: Map<string, string[]>;
  /** What is answered instead, while it is set: a status and the error's name. */
  refuse(how: { status: number; name: string } | undefined): void;
  /** While it is set, nothing is answered. */
  silent(still: boolean): void;
  close(): Promise<void>;
}

/** The management of connections as API Gateway has it, in this process: post to one, end one, 410 for none. */
export async function startEndpoint(options: { requestTimeout?: number } = {}): Promise<Endpoint> {
  const connections = new Map<string, string[]>();
  let refusal: { status: number; name: string } | undefined;
  let still = false;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (still) return;
      const answer = (status: number, name?: string) =>
        response
          .writeHead(status, { 'content-type': 'application/json', ...(name && { 'x-amzn-errortype': name }) })
          .end(name === undefined ? '' : JSON.stringify({ message: name }));
      if (refusal !== undefined) return answer(refusal.status, refusal.name);
      const name = /^\/live\/@connections\/([^/?]+)$/.exec(request.url ?? '')?.[1];
      const connection = name === undefined ? undefined : decodeURIComponent(name);
      const got = connection === undefined ? undefined : connections.get(connection);
      if (connection === undefined || got === undefined) return answer(410, 'GoneException');
      if (request.method === 'DELETE') {
        connections.delete(connection);
        return answer(204);
      }
      got.push(Buffer.concat(parts).toString());
      return answer(200);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new ApiGatewayManagementApiClient({
    endpoint: `http://127.0.0.1:${port}/live`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { requestTimeout: options.requestTimeout ?? 10_000, throwOnRequestTimeout: true },
  });
  return {
    client,
    connections,
    refuse: (how) => {
      refusal = how;
    },
    silent: (now) => {
      still = now;
    },
    close: async () => {
      client.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
