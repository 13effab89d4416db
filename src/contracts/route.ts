import type * as z from 'zod';
import type { FaultWord } from './fault.ts';
import { Role } from './stored.ts';
import type { RouteGroup } from './wiring.ts';

/**
 * A row of the table of routes. `hook` proves itself by its hook's secret, `person` by a token that names a user holding one
 * of `roles`, `link` by the signed link in its body, `none` needs no proof and shows nothing of anybody.
 */
export interface Route {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly auth: 'person' | 'hook' | 'link' | 'none';
  readonly roles: readonly Role[];
  readonly group: RouteGroup;
  readonly summary: string;
  /** More than the summary, for readers of the described API. */
  readonly says?: string;
  /** The largest body taken, bytes; more is refused before it is read. */
  readonly bodyAtMost: number;
  /** Of one home only; the other does not know it. */
  readonly only?: 'local';
  /** What its address may ask after the question mark; nothing when absent. */
  readonly query?: z.ZodType;
  /** The JSON it takes; absent where it takes none, or bytes of any kind. */
  readonly body?: z.ZodType;
  /**
   * How a POST asked twice under one `Idempotency-Key` is done once. `receipt`: by its own transaction. `answer`: the answer is
   * kept and given again. `mark`: the answer is a secret, so only that it was done is kept. `needless`: it changes nothing.
   */
  readonly once?: 'receipt' | 'answer' | 'mark' | 'needless';
  /** Whether its answer says by `ETag` which version it is. */
  readonly etag?: true;
  /** Whether an edit has to name the version it was made on (`If-Match`), or only may. */
  readonly ifMatch?: 'needed' | 'taken';
  /** What it answers when it went well: exactly this, and the compiler holds its handler to it. */
  readonly answer: z.ZodType;
  /** The statuses of `answer`; every other status is a problem. */
  readonly statuses: readonly number[];
  /** What it refuses with of its own; `faultsOf` adds what any route of its kind may. */
  readonly faults: readonly FaultWord[];
  /** The shape of a refusal that carries more than every problem does. */
  readonly refusals?: Partial<Record<FaultWord, z.ZodType>>;
}

export const readers: readonly Role[] = Role.options;
export const deciders: readonly Role[] = ['approver', 'owner'];
export const owners: readonly Role[] = ['owner'];

type Row<Id, Group, Answer> = Omit<Route, 'id' | 'group' | 'answer' | 'statuses'> & {
  readonly id: Id;
  readonly group: Group;
  readonly answer: Answer;
  readonly statuses: readonly [200];
};
/** A route that any person who is signed in may read. */
export const get = <Id extends string, Group extends RouteGroup, Answer extends z.ZodType>(
  id: Id,
  path: string,
  group: Group,
  summary: string,
  answer: Answer,
  more: Partial<Pick<Route, 'query' | 'faults' | 'roles' | 'etag' | 'says'>> = {},
): Row<Id, Group, Answer> => ({
  id,
  method: 'GET',
  path,
  auth: 'person',
  roles: readers,
  group,
  summary,
  bodyAtMost: 0,
  answer,
  statuses: [200],
  faults: [],
  ...more,
});
/** The same for anybody at all. */
export const open = <Id extends string, Group extends RouteGroup, Answer extends z.ZodType>(
  id: Id,
  path: string,
  group: Group,
  summary: string,
  answer: Answer,
  more: Partial<Pick<Route, 'etag' | 'says'>> = {},
) => ({ ...get(id, path, group, summary, answer, more), auth: 'none', roles: [] }) as const;

/** Every word a route may refuse with. */
export function faultsOf(route: Pick<Route, 'auth' | 'faults' | 'once' | 'ifMatch'>): readonly FaultWord[] {
  // Forbidden: a name that this home does not answer to. TooLarge: body, or an address that cannot be a key. Exhausted: the
  // gateway's limit of requests in a second.
  const anywhere: FaultWord[] = ['Forbidden', 'TooLarge', 'Exhausted', 'Bug', 'Contended', 'Unavailable'];
  const proof: FaultWord[] = route.auth === 'none' ? [] : ['Unauthorized'];
  const key: FaultWord[] = route.once === undefined || route.once === 'needless' ? [] : ['Malformed', 'Conflict'];
  const reused: FaultWord[] = route.once === 'answer' || route.once === 'mark' ? ['Impossible'] : [];
  const version: FaultWord[] = route.ifMatch === undefined ? [] : ['Stale'];
  return [...new Set([...proof, ...route.faults, ...key, ...reused, ...version, ...anywhere])];
}
