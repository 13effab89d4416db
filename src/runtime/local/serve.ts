import { type AddressInfo, isIPv6 } from 'node:net';
import { serve as listen, type ServerType } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { Sockets } from '../../adapters/local/sockets.ts';
import { asFault, Fault, type Problem, problemOf } from '../../contracts/fault.ts';
import { type Route, routes } from '../../contracts/routes.ts';
import type { Ports } from '../../core/ports.ts';
import { routeGroups } from '../../core/routes/catalogue.ts';
import type { Response as Answer, Request as Asked } from '../../core/routes/route.ts';
import { signedIn } from '../../core/routes/sign-in.ts';
import { serveLive, wantsLine } from './live.ts';
import { localNames } from './local-names.ts';

export interface Server {
  address: string;
  close(): Promise<void>;
}

/** A sender that stops in the middle of a body holds nothing for longer than this. */
const requestTimeoutMs = 30_000;

/** Serves the route table, and the live line over `sockets`, on 127.0.0.1. Throws Conflict when the port is taken. */
export async function serveRoutes(
  ports: Ports,
  port: number,
  complain: (what: string, thrown: unknown) => void,
  sockets: Sockets,
): Promise<Server> {
  const app = new Hono();
  for (const route of routes) app.on(route.method, route.path, (context) => answer(ports, route, context, complain));
  app.notFound((context) =>
    problem(
      new Fault(
        'NotFound',
        `there is no ${context.req.method} ${context.req.path}`,
        'The routes are listed in the README.',
      ),
    ),
  );
  app.onError((thrown) => problem(asFault(thrown)));

  const server = await new Promise<ServerType>((resolve, reject) => {
    const starting = listen(
      {
        fetch: app.fetch,
        hostname: '127.0.0.1',
        port,
        serverOptions: {
          requestTimeout: requestTimeoutMs,
          headersTimeout: 10_000,
          maxHeaderSize: 16 * 1024,
          shouldUpgradeCallback: wantsLine,
        },
      },
      () => resolve(starting),
    );
    starting.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? taken(port) : error));
  });
  const live = serveLive(server, { ports, sockets, complain });
  const { address, port: bound } = server.address() as AddressInfo;
  return {
    address: `http://${isIPv6(address) ? `[${address}]` : address}:${bound}`,
    async close() {
      await live.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    },
  };
}

const taken = (port: number): Fault =>
  new Fault('Conflict', `port ${port} is taken by another program`, 'Choose another one: mendgate start --port 4651');

async function answer(
  ports: Ports,
  route: Route,
  context: Context,
  complain: (what: string, thrown: unknown) => void,
): Promise<Response> {
  try {
    const host = (context.req.header('host') ?? '').replace(/:\d+$/, '').toLowerCase();
    if (!localNames.has(host))
      throw new Fault(
        'Forbidden',
        `this home does not answer to the name ${host || '(none)'}`,
        'Use http://127.0.0.1 or http://localhost.',
      );
    const headers = Object.fromEntries(context.req.raw.headers) as Asked['headers'];
    const asked: Asked = {
      params: context.req.param() as Record<string, string>,
      query: context.req.query(),
      headers,
      body: await boundedBody(context.req.raw, route.bodyAtMost),
    };
    if (route.auth === 'person')
      asked.person = await signedIn(ports.records, route, headers.authorization, ports.clock.now());
    return reply(await handlerOf(route)(ports, asked));
  } catch (thrown) {
    const fault = asFault(thrown);
    if (fault.word === 'Bug') complain(`${route.method} ${route.path}`, thrown);
    return problem(fault);
  }
}

function handlerOf(route: Route): (ports: Ports, asked: Asked) => Promise<Answer> {
  for (const group of routeGroups) {
    const handler = group.handle[route.id as keyof typeof group.handle];
    // The whole of the ports is more than any group may use; the compiler holds each group to its row.
    if (handler !== undefined) return handler as (ports: Ports, asked: Asked) => Promise<Answer>;
  }
  throw new Fault('Bug', `route ${route.id} has no handler`, 'This is a defect of Mendgate.');
}

/** Reads at most `most` bytes: what says it is larger is refused before a byte is read, what lies is cut off on the way. */
async function boundedBody(request: Request, most: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new Fault('TooLarge', `the body is larger than ${most} bytes`, 'Send less at once: nothing of it was kept.');
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body) {
    size += part.length;
    if (size > most) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function reply({ status, body, headers }: Answer): Response {
  if (body instanceof Uint8Array)
    return new Response(body as Uint8Array<ArrayBuffer>, { status, headers: headers ?? {} });
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });
}

function problem(fault: Fault): Response {
  const body: Problem = problemOf(fault);
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}
