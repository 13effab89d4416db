import { type AddressInfo, isIPv6 } from 'node:net';
import { type HttpBindings, serve as listen, type ServerType } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { Sockets } from '../../adapters/local/sockets.ts';
import { asFault, Fault, type Problem, problemOf } from '../../contracts/fault.ts';
import { type Route, routes } from '../../contracts/routes.ts';
import type { Ports } from '../../core/ports.ts';
import { routeGroups } from '../../core/routes/catalogue.ts';
import type { Response as Answer, Request as Asked } from '../../core/routes/route.ts';
import { boundedBody } from './bounded-body.ts';
import { consoleFiles } from './console-files.ts';
import { serveLive, wantsLine } from './live.ts';
import { answersTo, nameIn } from './names.ts';
import { type Entrance, entrance } from './session-cookie.ts';

export interface Server {
  address: string;
  close(): Promise<void>;
}

/** A sender that stops in the middle of a body holds nothing for longer than this. */
const requestTimeoutMs = 30_000;

/** Hono finds the route; what came and what is answered is Node's own, without web streams between. */
type Served = { Bindings: HttpBindings };

/** Serves the route table, and the live line over `sockets`, on 127.0.0.1. Throws Conflict when the port is taken. */
export async function serveRoutes(
  ports: Ports,
  port: number,
  complain: (what: string, thrown: unknown) => void,
  sockets: Sockets,
): Promise<Server> {
  const app = new Hono<Served>();
  const enter = entrance(ports);
  for (const route of routes) {
    const handle = handlerOf(route);
    app.on(route.method, route.path, (context) => answer(ports, enter, route, handle, context, complain));
  }
  const files = consoleFiles();
  app.notFound((context) => {
    refuseOtherNames(ports, context);
    const { method, path } = context.req;
    return (
      files.answer(method, path, context.req.header('accept-encoding')) ??
      problem(new Fault('NotFound', `there is no ${method} ${path}`, 'GET /api/v1/openapi.json describes every route.'))
    );
  });
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
          // A header sent twice is both values: one of two secrets must not be picked.
          joinDuplicateHeaders: true,
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
  enter: Entrance,
  route: Route,
  handle: ReturnType<typeof handlerOf>,
  context: Context<Served>,
  complain: (what: string, thrown: unknown) => void,
): Promise<Response> {
  try {
    refuseOtherNames(ports, context);
    const { incoming } = context.env;
    // Only set-cookie comes as a list, and that is no header of a request.
    const headers = incoming.headers as Asked['headers'];
    const asked: Asked = {
      params: context.req.param() as Record<string, string>,
      query: context.req.query(),
      headers,
      body: await boundedBody(incoming, route.bodyAtMost),
    };
    return reply(await enter(route, asked, () => handle(ports, asked)));
  } catch (thrown) {
    const fault = asFault(thrown);
    if (fault.word === 'Bug') complain(`${route.method} ${route.path}`, thrown);
    return problem(fault);
  }
}

function refuseOtherNames(ports: Ports, context: Context<Served>): void {
  const host = nameIn(context.env.incoming.headers.host);
  const { url } = ports.site.facts();
  if (!answersTo(host, url))
    throw new Fault(
      'Forbidden',
      `this home does not answer to the name ${host || '(none)'}`,
      `Use http://127.0.0.1, http://localhost, or ${url ?? 'start it with --url and the address people use'}.`,
    );
}

function handlerOf(route: Route): (ports: Ports, asked: Asked) => Promise<Answer> {
  for (const group of routeGroups) {
    const handler = group.handle[route.id as keyof typeof group.handle];
    // The whole of the ports is more than any group may use; the compiler holds each group to its row.
    if (handler !== undefined) return handler as (ports: Ports, asked: Asked) => Promise<Answer>;
  }
  throw new Fault('Bug', `route ${route.id} has no handler`, 'This is a defect of Mendgate.');
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
