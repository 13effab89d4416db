import { Fault, type FaultWord, faults, Problem } from '../contracts/fault.ts';
import type { Json } from '../contracts/json.ts';
import { readHome } from '../runtime/local/data.ts';
import { calledFor } from './called.ts';

export interface Client {
  readonly address: string;
  /** How to call the command line for the home it talks to. */
  readonly called: string;
  get<T>(path: string): Promise<T>;
  text(path: string): Promise<string>;
  send<T>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: Json | string,
    headers?: Record<string, string>,
  ): Promise<{ body: T; headers: Headers }>;
}

/** Talks to a running home: the one named by --server, else the one of the data directory. */
export function openClient(at: { data: string; server: string | undefined; token: string | undefined }): Client {
  if (at.server !== undefined && !/^https?:$/.test(URL.parse(at.server)?.protocol ?? ''))
    throw new Fault('Malformed', `--server ${at.server} is no address`, 'For example --server http://127.0.0.1:4650');
  const home =
    at.server === undefined ? readHome(at.data) : { address: at.server.replace(/\/$/, ''), token: at.token ?? '' };
  const token = at.token ?? home.token;
  const called = calledFor(at);
  const ask = async (
    method: string,
    path: string,
    body?: Json | string,
    headers: Record<string, string> = {},
  ): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(home.address + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      });
    } catch (thrown) {
      const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause.message : String(thrown);
      throw new Fault(
        'Unavailable',
        `no answer from ${home.address}: ${cause}`,
        `Is it running? ${at.server === undefined ? called : 'mendgate'} start, or name another one with --server.`,
      );
    }
    if (!response.ok) throw await refusal(response);
    return response;
  };
  return {
    address: home.address,
    called,
    async get<T>(path: string) {
      return (await (await ask('GET', path)).json()) as T;
    },
    async text(path) {
      return (await ask('GET', path)).text();
    },
    async send<T>(
      method: 'POST' | 'PUT' | 'DELETE',
      path: string,
      body?: Json | string,
      headers?: Record<string, string>,
    ) {
      const response = await ask(method, path, body, headers);
      return { body: (await response.json()) as T, headers: response.headers };
    },
  };
}

/** A problem document as the Fault it was; whatever else a proxy in between may answer, as the nearest one. */
async function refusal(response: Response): Promise<Fault> {
  const problem = Problem.safeParse(await response.json().catch(() => undefined));
  if (problem.success && problem.data.title in faults) {
    const { title, detail, hint, type: _type, status: _status, ...extra } = problem.data;
    return new Fault(title as FaultWord, detail, hint, extra);
  }
  const word =
    (Object.keys(faults) as FaultWord[]).find((name) => faults[name].status === response.status) ?? 'Unavailable';
  return new Fault(
    word,
    `the server answered ${response.status}`,
    'That answer did not come from Mendgate itself: look at what stands in between.',
  );
}
