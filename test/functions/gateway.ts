import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Route, routes } from '../../src/contracts/routes.ts';
import { config } from '../../src/core/routes/config.ts';
import { holds } from '../../src/core/routes/holds.ts';
import { hooks } from '../../src/core/routes/hooks.ts';
import { incidents } from '../../src/core/routes/incidents.ts';
import { me } from '../../src/core/routes/me.ts';
import { stop } from '../../src/core/routes/stop.ts';
import { users } from '../../src/core/routes/users.ts';
import type { HttpAnswer } from '../../src/runtime/aws/http-event.ts';
import { routeHandler } from '../../src/runtime/aws/route-handler.ts';
import type { LambdaHandler } from '../../src/runtime/lambda.ts';
import type { AwsHome } from './aws-home.ts';
import { httpEvent } from './events.ts';

const text = async (parts: AsyncIterable<Buffer>): Promise<Buffer> => {
  const all: Buffer[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
};

/**
 * What of an HTTP API a client sees, on 127.0.0.1 until the test ends: the routes of AWS, the functions behind them, and a
 * refusal of its own form for a token it cannot prove. `prove` answers with the claims of those it can; `files` answers what
 * is no route, as the front door does.
 */
export async function gateway(
  opens: AwsHome['opens'],
  prove: (token: string) => Promise<Record<string, string> | undefined>,
  files: (path: string) => Response | undefined = () => undefined,
): Promise<string> {
  const functions: Partial<Record<Route['group'], LambdaHandler<HttpAnswer>>> = {
    config: routeHandler(config, opens),
    me: routeHandler(me, opens),
    users: routeHandler(users, opens),
    hooks: routeHandler(hooks, opens),
    incidents: routeHandler(incidents, opens),
    holds: routeHandler(holds, opens),
    stop: routeHandler(stop, opens),
  };
  const served = (routes as readonly Route[]).filter(({ only }) => only === undefined);
  const server = createServer((request, response) => {
    const say = (status: number, body: string, headers: Record<string, string>) =>
      response.writeHead(status, headers).end(body);
    const own = (status: number, message: string) =>
      say(status, JSON.stringify({ message }), { 'content-type': 'application/json' });
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://gateway');
    const parts = pathname.split('/');
    const route = served.find(({ method, path }) => {
      const names = path.split('/');
      return (
        method === request.method &&
        names.length === parts.length &&
        names.every((name, at) => name.startsWith(':') || name === parts[at])
      );
    });
    const answer = async (): Promise<unknown> => {
      const handle = route && functions[route.group];
      if (route === undefined || handle === undefined) {
        const file = files(pathname);
        if (file === undefined) return own(404, 'Not Found');
        response.writeHead(file.status, Object.fromEntries(file.headers));
        return response.end(Buffer.from(await file.arrayBuffer()));
      }
      const claims = await prove((request.headers.authorization ?? '').replace(/^Bearer /, ''));
      if (route.auth === 'person' && claims === undefined) return own(401, 'Unauthorized');
      const params = route.path
        .split('/')
        .flatMap((name, at) => (name.startsWith(':') ? [[name.slice(1), decodeURIComponent(parts[at] ?? '')]] : []));
      const event = httpEvent({
        routeKey: `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`,
        params: Object.fromEntries(params) as Record<string, string>,
        query: Object.fromEntries(searchParams),
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        body: await text(request),
        ...(claims && { claims }),
      });
      const { statusCode, headers, body, isBase64Encoded } = await handle(event);
      return say(statusCode, isBase64Encoded ? Buffer.from(body, 'base64').toString() : body, headers);
    };
    void answer();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
