import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ServerType } from '@hono/node-server';
import { type WebSocket, WebSocketServer } from 'ws';
import { lookEverySeconds, type Sockets } from '../../adapters/local/sockets.ts';
import { asFault, Fault, problemOf } from '../../contracts/fault.ts';
import { liveLimits } from '../../contracts/live.ts';
import type { Ports } from '../../core/ports.ts';
import { liveConnect } from '../../core/steps/live-connect.ts';
import { liveDefault } from '../../core/steps/live-default.ts';
import { liveDisconnect } from '../../core/steps/live-disconnect.ts';
import { answersTo, nameIn, ownOrigin } from './names.ts';

export interface LiveParts {
  ports: Ports;
  sockets: Sockets;
  complain(what: string, thrown: unknown): void;
}
/** How long a client may take to say goodbye when the home stops. */
const goodbyeMs = 1_000;

/** Many a sender offers `Upgrade: h2c` with its request and is served without: only a WebSocket is taken out of HTTP. */
export const wantsLine = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket';

/** The live line of a home: `/live` of its HTTP server. `close` says goodbye to everybody and resolves when they are off the list. */
export function serveLive(server: ServerType, parts: LiveParts): { close(): Promise<void> } {
  const { ports, sockets, complain } = parts;
  const lines = new WebSocketServer({
    noServer: true,
    maxPayload: liveLimits.clientBytes,
    // A client says four letters: nothing to compress, and no memory for it.
    perMessageDeflate: false,
  });
  const leaving = new Set<Promise<void>>();
  let opening = 0;
  let stopping = false;
  const looking = setInterval(() => sockets.look(), lookEverySeconds * 1000);
  looking.unref();

  /** Off the list, whatever ended it and however far it came. */
  const leave = (connection: string): void => {
    sockets.drop(connection);
    const left = liveDisconnect
      .run(ports, { connection })
      .then(() => undefined)
      .catch((thrown: unknown) => complain(`live connection ${connection}`, thrown))
      .finally(() => leaving.delete(left));
    leaving.add(left);
  };
  const held = (connection: string, line: WebSocket): void => {
    sockets.hold(connection, line);
    line.on('message', (data, isBinary) => {
      sockets.heard(connection);
      const said = { connection, text: isBinary ? undefined : String(data) };
      liveDefault.run(ports, said).catch((thrown: unknown) => complain(`live connection ${connection}`, thrown));
    });
    line.on('pong', () => sockets.answered(connection));
    // What is too large or breaks the protocol: `ws` has closed it with the code for that.
    line.on('error', () => undefined);
  };
  const open = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const ticket = admitted(request, ports.site.facts().url);
    if (stopping || !sockets.room(opening + 1))
      throw new Fault('Unavailable', 'too many watch this home', 'Close a window, or look without the live line.');
    opening += 1;
    try {
      const connection = ports.ids.next();
      await liveConnect.run(ports, { connection, ticket });
      if (socket.destroyed) return leave(connection);
      socket.once('close', () => leave(connection));
      if (stopping) throw new Fault('Unavailable', 'the home stops', 'Try again when it is back.');
      lines.handleUpgrade(request, socket, head, (line) => held(connection, line));
    } finally {
      opening -= 1;
    }
  };

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Whoever hangs up in the middle is no failure of ours.
    socket.on('error', () => undefined);
    open(request, socket, head).catch((thrown: unknown) => {
      const fault = asFault(thrown);
      if (fault.word === 'Bug') complain('opening a live connection', thrown);
      refuse(socket, fault);
    });
  });

  return {
    async close() {
      stopping = true;
      clearInterval(looking);
      sockets.closeAll('the home stops');
      const gone = [...lines.clients].map((line) => new Promise((resolve) => line.once('close', resolve)));
      const patience = new Promise((resolve) => setTimeout(resolve, goodbyeMs).unref());
      await Promise.race([Promise.all(gone), patience]);
      for (const line of lines.clients) line.terminate();
      await Promise.all([...gone, ...leaving]);
      await Promise.all(leaving);
    },
  };
}

/**
 * What came to the line itself, by a name this home has and from no page of somebody else's; its ticket, as it came. A program
 * sends no Origin.
 */
function admitted(request: IncomingMessage, home: string | undefined): string | undefined {
  const url = URL.parse(request.url ?? '', 'http://home');
  if (url?.pathname !== '/live')
    throw new Fault('NotFound', 'there is no WebSocket here', 'The live line is /live?ticket=…');
  const { host, origin } = request.headers;
  if (!answersTo(nameIn(host), home))
    throw new Fault('Forbidden', 'this home does not answer to that name', 'Use http://127.0.0.1 or http://localhost.');
  if (origin !== undefined && origin !== ownOrigin(host, home))
    throw new Fault('Forbidden', 'that page is none of this home', 'Open the console at the address of the home.');
  return url.searchParams.get('ticket') ?? undefined;
}

/** The answer to a request that wanted to be a WebSocket and will not. */
function refuse(socket: Duplex, fault: Fault): void {
  const problem = problemOf(fault);
  const body = JSON.stringify(problem);
  socket.once('finish', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${fault.word}`,
      'connection: close',
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}
