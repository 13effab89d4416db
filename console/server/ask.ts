import * as z from 'zod';
import { Problem } from '../../src/contracts/fault.ts';

/** What the server, or the way to it, refused: `status` 0 means it was not reached at all. */
export class Refusal extends Error {
  readonly status: number;
  readonly hint: string;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(status: number, says: string, hint: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(says);
    this.name = 'Refusal';
    this.status = status;
    this.hint = hint;
    this.extra = extra;
  }
}

export interface Asked {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}
export interface Answer<T> {
  value: T;
  etag: string | undefined;
}

/** For answers that say nothing. */
export const Nothing = z.unknown();

/** Where a bearer token comes from when people sign in by OIDC. At home a cookie does it, and this stays undefined. */
let bearer: (() => Promise<string | undefined>) | undefined;
export function signWith(source: (() => Promise<string | undefined>) | undefined): void {
  bearer = source;
}

/** One request to our own origin, its answer parsed. Throws a Refusal that says what to do. */
export async function ask<T>(schema: z.ZodType<T>, path: string, asked: Asked = {}): Promise<Answer<T>> {
  const response = await send(path, asked);
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => undefined);
  if (!response.ok) throw refusalOf(response.status, body);
  const parsed = schema.safeParse(body);
  const readable = parsed.success || parsed.error.issues.every(({ code }) => code === 'unrecognized_keys');
  if (!readable)
    throw new Refusal(
      response.status,
      `the answer of ${path.split('?')[0]} is not one this console can read`,
      'The console and the server may be of different versions: reload the page.',
    );
  // A page that was opened before an update meets answers that say more than it knows: what it knows is there.
  return { value: parsed.success ? parsed.data : (body as T), etag: response.headers.get('etag') ?? undefined };
}

/** The same for bytes that are shown or saved as they are. */
export async function askBytes(path: string, signal?: AbortSignal): Promise<Blob> {
  const response = await send(path, signal === undefined ? {} : { signal });
  if (!response.ok) throw refusalOf(response.status, await response.json().catch(() => undefined));
  return response.blob();
}

async function send(path: string, { method = 'GET', body, headers, signal }: Asked): Promise<Response> {
  const token = await bearer?.();
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      headers: {
        accept: 'application/json',
        // Another site's page cannot set it without asking first; the home wants it beside the cookie.
        'x-mendgate': 'console',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw new Refusal(0, 'Mendgate does not answer', 'Is it running, and are you online? It is asked again by itself.');
  }
}

function refusalOf(status: number, body: unknown): Refusal {
  const problem = Problem.safeParse(body);
  if (problem.success) return new Refusal(status, problem.data.detail, problem.data.hint, problem.data);
  // What a gateway says by itself has a shape of its own.
  const message =
    typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string'
      ? body.message
      : `the server answered ${status}`;
  return new Refusal(
    status,
    message,
    status === 401 ? 'Sign in again.' : status === 429 ? 'Wait a moment: too much was asked at once.' : 'Try again.',
  );
}

export const asRefusal = (thrown: unknown): Refusal =>
  thrown instanceof Refusal
    ? thrown
    : new Refusal(-1, thrown instanceof Error ? thrown.message : String(thrown), 'This is a defect of the console.');
