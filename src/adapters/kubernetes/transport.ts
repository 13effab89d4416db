import { Agent as PlainAgent } from 'node:http';
import { type RequestOptions, Agent as SecureAgent } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { createSecureContext, type SecureContext } from 'node:tls';
import { Fault } from '../../contracts/fault.ts';
import { type Connection, isLocal } from './connection.ts';
import type { Limits } from './limits.ts';
import { type Outcome, type Reply, type Asked as Request, request } from './request.ts';

export type Asked = Omit<Request, 'packed'>;
/** Of a shorter answer the time says more about the server than about the way. */
const TELLING_CHARS = 100_000;

/**
 * Any answer of the server, refusals included; throws Unavailable when there was none, TooLarge when it was too long and
 * Malformed when there are no credentials. `read` tries again, `write` never: its first try may have been done.
 */
export interface Transport {
  read(asked: Asked): Promise<Reply>;
  write(asked: Asked): Promise<Reply>;
}

export function transport(connection: Connection, limits: Limits): Transport {
  const plain = connection.server.startsWith('http:');
  // As kubectl does: HTTPS_PROXY and NO_PROXY count, and never on this machine.
  const local = isLocal(connection.server);
  const agent = (keepAlive: boolean): PlainAgent => {
    // Within a machine a handshake costs more than waiting for a turn; over a network it is the other way round.
    const options = local ? { keepAlive, maxSockets: limits.connectionsHere } : { keepAlive, proxyEnv: process.env };
    return plain ? new PlainAgent(options) : new SecureAgent(options);
  };
  const kept = agent(true);
  const fresh = agent(false);
  const take = gate(limits.parallel);
  // Within a machine packing costs the server more than sending. A tunnel ends on this machine too: it shows by its pace.
  let packed = !local;
  const notePace = (outcome: Outcome, ms: number): void => {
    if (outcome.is !== 'reply' || outcome.text.length < TELLING_CHARS) return;
    packed ||= outcome.text.length < (ms / 1000) * limits.slowBytesPerSecond;
  };

  // Certificates are read once, not for each of the connections that a burst of lists opens.
  const contexts = new WeakMap<RequestOptions, SecureContext>();
  const contextOf = (tls: RequestOptions): SecureContext | undefined => {
    try {
      const context = contexts.get(tls) ?? createSecureContext(tls);
      contexts.set(tls, context);
      return context;
    } catch {
      // The request itself will fail of it, and says how.
      return undefined;
    }
  };

  const once = (asked: Asked, renewed: boolean): Promise<Outcome> =>
    take(async () => {
      const tls = await within(connection.credentials(renewed), limits.requestMs, connection.whose);
      // A write opens its own connection: a kept one may have been closed on the way, and then nobody knows what was done.
      const through = tls.agent ?? (asked.method === 'GET' ? kept : fresh);
      const begun = performance.now();
      const how = { ...tls, agent: through, ...(!plain && { secureContext: contextOf(tls) }) };
      const outcome = await request(connection.server, { ...asked, packed }, how, limits);
      notePace(outcome, performance.now() - begun);
      return outcome;
    });
  // A token may have been renewed in the file, or the plugin's may have ended before its time. Nothing was done on a 401.
  const send = async (asked: Asked): Promise<Outcome> => {
    const outcome = await once(asked, false);
    return outcome.is === 'reply' && outcome.status === 401 ? once(asked, true) : outcome;
  };

  return {
    async read(asked) {
      for (let tried = 1; ; tried++) {
        const outcome = await send(asked);
        const delay = againAfter(outcome, limits.backoffMs * 2 ** (tried - 1));
        if (tried >= limits.tries || delay === undefined) return replyOf(outcome, connection, asked);
        await wait(delay);
      }
    },
    async write(asked) {
      return replyOf(await send(asked), connection, asked);
    },
  };
}

/** Milliseconds until the next try of a read; undefined when another try is of no use. */
function againAfter(outcome: Outcome, backoffMs: number): number | undefined {
  const jittered = backoffMs * (0.5 + Math.random());
  if (outcome.is === 'too-large') return undefined;
  if (outcome.is === 'failed') return outcome.again ? jittered : undefined;
  if (outcome.status !== 429 && outcome.status < 500) return undefined;
  const asked = Number(outcome.headers['retry-after']);
  return Number.isFinite(asked) && asked > 0 ? Math.min(asked * 1000, backoffMs * 10) : jittered;
}

function replyOf(outcome: Outcome, { server, whose }: Connection, asked: Asked): Reply {
  if (outcome.is === 'reply') return outcome;
  if (outcome.is === 'too-large')
    throw new Fault(
      'TooLarge',
      `the answer to ${asked.path.split('?')[0]} is longer than ${Math.round(asked.maxBytes / 1048576)} MB`,
      'Ask for one namespace instead of all.',
    );
  const undone = asked.method === 'GET' ? '' : ' It is not known whether the write was done: read the object.';
  throw new Fault('Unavailable', `no answer from ${server}: ${outcome.why}`, `${advice(outcome.code, whose)}${undone}`);
}

function advice(code: string, whose: string): string {
  if (code === 'ECONNREFUSED') return `Nothing listens there. Is the cluster up, and is the address in ${whose} right?`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `The name cannot be resolved. Check the server in ${whose}.`;
  if (/CERT|TLS|SSL|SIGNATURE|ISSUER|SIGNED/.test(code))
    return `The certificate is not the one that ${whose} expects: check certificate-authority and the address there.`;
  return `Check that this machine reaches the address in ${whose}: network, VPN, proxy.`;
}

async function within<T>(work: Promise<T>, ms: number, whose: string): Promise<T> {
  const controller = new AbortController();
  const late = wait(ms, undefined, { signal: controller.signal }).then(() => {
    const hint = 'The credential plugin may be waiting for somebody to sign in: run kubectl once by hand.';
    throw new Fault('Unavailable', `no credentials from ${whose} within ${ms / 1000} s`, hint);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    controller.abort();
    late.catch(() => {});
  }
}

/** At most `width` at once, in the order they came. */
function gate(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = width;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
