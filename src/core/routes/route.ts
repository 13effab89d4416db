import type * as z from 'zod';
import { Fault, issuesOf } from '../../contracts/fault.ts';
import type { Json } from '../../contracts/json.ts';
import { routeFacts } from '../../contracts/route-facts.ts';
import type { AnswerOf, RouteId, RouteIdOf, StatusOf } from '../../contracts/routes.ts';
import type { User } from '../../contracts/stored.ts';
import { type RouteGroup, routeWiring } from '../../contracts/wiring.ts';
import { readJson } from '../intake/read-json.ts';
import type { Ports } from '../ports.ts';
import { once } from './once.ts';

/** A request as both homes hand it in: names in lower case, body as the bytes that came. */
export interface Request {
  params: Record<string, string>;
  query: Record<string, string>;
  headers: Record<string, string | undefined>;
  body: Uint8Array;
  /** Who is signed in; set for every `person` route, and only there. */
  person?: User;
}
/** `body` leaves as JSON, bytes as they are; what is undefined in it is left out. */
export interface Response<Body = unknown, Status extends number = number> {
  status: Status;
  body: Body;
  headers?: Record<string, string>;
}

export type RouteUses<G extends RouteGroup> = Pick<Ports, (typeof routeWiring)[G][number]>;
/** What serves a route: its answer and statuses are the ones its row names. */
export type Handler<G extends RouteGroup, Id extends RouteId> = (
  ports: RouteUses<G>,
  request: Request,
) => Promise<Response<AnswerOf<Id>, StatusOf<Id>>>;
/** A group of routes that share their ports. */
export interface Handlers<G extends RouteGroup> {
  readonly group: G;
  readonly uses: readonly string[];
  readonly handle: { readonly [Id in RouteIdOf<G>]: Handler<G, Id> };
}
export const handlers = <G extends RouteGroup>(group: G, handle: Handlers<G>['handle']): Handlers<G> => ({
  group,
  uses: routeWiring[group],
  handle: Object.fromEntries(
    Object.entries<Served<G>>(handle).map(([id, handler]) => [id, namedOnce(id, handler)]),
  ) as Handlers<G>['handle'],
});
type Served<G extends RouteGroup> = (ports: RouteUses<G>, request: Request) => Promise<Response>;

/** A row that does something once has it done so here, for both homes and whoever else calls a handler. */
function namedOnce<G extends RouteGroup>(id: string, handler: Served<G>): Served<G> {
  const row = routeFacts.find((route) => route.id === id);
  if (row?.once === undefined || row.once === 'needless') return handler;
  return (ports, request) =>
    // A test holds that the groups of these rows have both ports.
    once(row, ports as unknown as Pick<Ports, 'records' | 'clock'>, request, personOf(request), () =>
      handler(ports, request),
    );
}

export const ok = <Body>(body: Body, headers?: Record<string, string>): Response<Body, 200> => ({
  status: 200,
  body,
  ...(headers && { headers }),
});

/** The signed-in person. Its absence is our defect: the home must not call a person's route without one. */
export function personOf(request: Request): User {
  if (request.person === undefined)
    throw new Fault('Bug', 'a person route was called without a person', 'This is a defect of Mendgate.');
  return request.person;
}

export function paramOf(request: Request, name: string): string {
  const value = request.params[name];
  if (value === undefined || value === '')
    throw new Fault('Malformed', `${name} is missing from the address`, `Name the ${name}.`);
  return value;
}

/** A JSON body, bounded and parsed. Malformed names the first fields that do not fit. */
export function bodyOf<T>(request: Request, schema: z.ZodType<T>): T {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new Fault(
      'Unsupported',
      `the body is ${type || 'of no stated type'}`,
      'Send JSON with content-type: application/json.',
    );
  const parsed = schema.safeParse(readJson(request.body, { bytes: 1024 * 1024, depth: 32, nodes: 50_000 }));
  if (!parsed.success)
    throw new Fault('Malformed', issuesOf(parsed.error), 'Correct the named fields and send it again.');
  return parsed.data;
}

/** The query of the address. Malformed names the parameters that do not fit. */
export function queryOf<T>(request: Request, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(request.query);
  if (!parsed.success) throw new Fault('Malformed', issuesOf(parsed.error), 'Correct the named parameters.');
  return parsed.data;
}

/** JSON as it leaves: undefined fields dropped. */
export const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
