import { request as ask, type IncomingHttpHeaders } from 'node:http';
import { expect, onTestFinished } from 'vitest';
import { Problem } from '../../src/contracts/fault.ts';
import type { Hold } from '../../src/contracts/remediation.ts';
import { holdName } from '../../src/core/incident/find-hold.ts';
import { serveRoutes } from '../../src/runtime/local/serve.ts';
import {
  hookSecret,
  type PersonName,
  type TestHome,
  type TestHomeOptions,
  testHome,
  tokenOf,
  waiting,
} from './home.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  body: { [field: string]: unknown };
}
export interface Sent {
  as?: PersonName | undefined;
  /** Text and bytes as they are, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Without a content-length, in pieces. */
  chunked?: boolean;
}

export interface ServedHome extends TestHome {
  readonly address: string;
  send(method: string, path: string, sent?: Sent): Promise<Answer>;
  /** Posts to the Alertmanager hook with its secret, unless the headers say otherwise. */
  deliver(body: unknown, sent?: Sent & { path?: string }): Promise<Answer>;
  decide(hold: Hold, sent: Sent): Promise<Answer>;
  /** Stops serving, as a home does that ends; twice does no harm. */
  stop(): Promise<void>;
  /** The outage's alarm is posted and followed until its plan waits for a yes. */
  held(): Promise<Hold>;
}

/** A test home behind real HTTP on 127.0.0.1 until the test ends. The worker moves only when the test says so. */
export async function servedHome(options: TestHomeOptions = {}): Promise<ServedHome> {
  const home = await testHome(options);
  const complain = (what: string, thrown: unknown) => void home.complaints.push(`${what}: ${thrown}`);
  const server = await serveRoutes(home.ports, 0, complain, home.sockets);
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= server.close());
  onTestFinished(stop);
  const send = (method: string, path: string, sent: Sent = {}) => overHttp(server.address, method, path, sent);
  const deliver: ServedHome['deliver'] = (body, { path = '/hooks/alertmanager/alertmanager', ...sent } = {}) =>
    send('POST', path, { ...sent, body, headers: { authorization: `Bearer ${hookSecret}`, ...sent.headers } });
  return {
    ...home,
    address: server.address,
    stop,
    send,
    deliver,
    decide: (hold, sent) => send('POST', `/api/v1/holds/${holdName(hold)}/decision`, sent),
    async held() {
      const { status } = await deliver(home.alarm());
      if (status !== 202) throw new Error(`the alarm was answered with ${status}`);
      return home.until('a hold', () => waiting(home));
    },
  };
}

/** An error as every one of them must look (RFC 9457), with a hint that says what to do. */
export function expectProblem(answer: Answer, status: number, title: string): Problem {
  expect({ status: answer.status, title: answer.body.title }).toEqual({ status, title });
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const problem = Problem.parse(answer.body);
  expect(problem.status).toBe(status);
  expect(problem.type).toMatch(/^urn:mendgate:fault:/);
  for (const text of [problem.detail, problem.hint]) expect(text.length).toBeGreaterThan(5);
  return problem;
}

/** node:http and not fetch: a test says which Host it means, and sends what fetch would not. */
export function overHttp(address: string, method: string, path: string, sent: Sent): Promise<Answer> {
  const { body } = sent;
  const bytes =
    body === undefined
      ? undefined
      : body instanceof Uint8Array
        ? body
        : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const request = ask(address + encodeURI(path).replaceAll('%25', '%'), {
      method,
      agent: false,
      headers: {
        ...(sent.as !== undefined && { authorization: `Bearer ${tokenOf(sent.as)}` }),
        ...(bytes !== undefined && { 'content-type': 'application/json' }),
        ...(bytes !== undefined && !sent.chunked && { 'content-length': String(bytes.length) }),
        ...sent.headers,
      },
    });
    let answered = false;
    request.on('response', (response) => {
      answered = true;
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const whole = Buffer.concat(parts);
        const json = whole.length > 0 && /json/.test(response.headers['content-type'] ?? '');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: whole,
          body: json ? (JSON.parse(whole.toString()) as Answer['body']) : {},
        });
      });
    });
    // A server that refuses a body before it came closes while we still send: what counts is that the answer came first.
    request.on('error', (error) => {
      if (!answered) reject(error);
    });
    if (bytes === undefined) return void request.end();
    if (!sent.chunked) return void request.end(bytes);
    for (let at = 0; at < bytes.length; at += 65_536) request.write(bytes.subarray(at, at + 65_536));
    request.end();
  });
}
