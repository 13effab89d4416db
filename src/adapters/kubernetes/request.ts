import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as sendPlain } from 'node:http';
import { type RequestOptions, request as sendSecure } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Limits } from './limits.ts';

export interface Asked {
  method: 'GET' | 'PATCH' | 'POST';
  /** Path and query below the server's address. */
  path: string;
  body?: { type: string; text: string };
  maxBytes: number;
  /** Whether the server may pack its answer. */
  packed: boolean;
}
export interface Reply {
  is: 'reply';
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}
/** `again`: the same request may succeed on another try (the answer never came; nothing is wrong with us). */
export type Outcome = Reply | { is: 'too-large' } | { is: 'failed'; why: string; code: string; again: boolean };

/** One HTTP request, whole: connection and answer within their times, the body within its bytes. Never throws. */
export function request(server: string, asked: Asked, tls: RequestOptions, limits: Limits): Promise<Outcome> {
  const url = new URL(server);
  const send = url.protocol === 'http:' ? sendPlain : sendSecure;
  return new Promise<Outcome>((resolve) => {
    const controller = new AbortController();
    const { body } = asked;
    let stopped: Outcome | undefined;
    const stop = (why: string, again: boolean): void => {
      stopped ??= { is: 'failed', why, code: 'ETIMEDOUT', again };
      controller.abort();
    };
    const whole = setTimeout(stop, limits.requestMs, `no whole answer within ${limits.requestMs / 1000} s`, false);
    const settle = (outcome: Outcome): void => {
      clearTimeout(whole);
      resolve(stopped ?? outcome);
    };
    let sent: ClientRequest;
    try {
      sent = send({
        ...tls,
        hostname: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port || undefined,
        method: asked.method,
        path: `${url.pathname.replace(/\/$/, '')}${asked.path}`,
        signal: controller.signal,
        headers: {
          ...tls.headers,
          accept: 'application/json',
          'accept-encoding': asked.packed ? 'gzip' : 'identity',
          'user-agent': 'mendgate',
          ...(body && { 'content-type': body.type, 'content-length': Buffer.byteLength(body.text) }),
        },
      });
    } catch (thrown) {
      settle(failure(thrown));
      return;
    }
    sent.once('socket', (socket) => {
      if (!socket.connecting) return;
      const connect = setTimeout(stop, limits.connectMs, `no connection within ${limits.connectMs / 1000} s`, true);
      const clear = (): void => clearTimeout(connect);
      socket.once(send === sendSecure ? 'secureConnect' : 'connect', clear).once('close', clear);
    });
    sent.once('error', (thrown) => settle(failure(thrown)));
    sent.once('response', async (response) => settle(await readBody(response, asked.maxBytes)));
    sent.end(body?.text);
  });
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Outcome> {
  let stream: Readable = response;
  if (response.headers['content-encoding'] === 'gzip') {
    const unpacked = createGunzip();
    // The error reaches us through the loop below.
    pipeline(response, unpacked, () => {});
    stream = unpacked;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      bytes += (chunk as Buffer).length;
      if (bytes > maxBytes) return { is: 'too-large' };
      chunks.push(chunk as Buffer);
    }
  } catch (thrown) {
    return failure(thrown);
  } finally {
    // A half-read answer would block its connection; a whole one has already given it back.
    if (!response.complete) response.destroy();
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return { is: 'reply', status: response.statusCode ?? 0, headers: response.headers, text };
}

function failure(thrown: unknown): Outcome {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Another try helps against a broken or refused connection, never against a wrong name or certificate.
  const again = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'].includes(code);
  return { is: 'failed', why: error.message || code, code, again };
}
