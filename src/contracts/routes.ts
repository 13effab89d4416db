import type * as z from 'zod';
import { Bytes } from './api/bytes.ts';
import { DeadLetterList, DeadLetterPage, DeadLetterReplayed } from './api/dead-letters.ts';
import { Decided, DecisionRequest } from './api/decisions.ts';
import { DeliveryTaken } from './api/deliveries.ts';
import { Alive, Ready } from './api/health.ts';
import { HoldList, ShownHold } from './api/holds.ts';
import { HookList, HookSecret, NewHook } from './api/hooks.ts';
import { IncidentList, IncidentPage } from './api/incidents.ts';
import { IncidentLog } from './api/log.ts';
import { Paging } from './api/page.ts';
import { NeverRun } from './api/proposals.ts';
import { SessionClosed, SessionOpened, SessionRequest } from './api/session.ts';
import { Setting, SettingDocument, SettingSaved } from './api/settings.ts';
import { SiteFacts } from './api/site.ts';
import { StopRequest, StopState } from './api/stop.ts';
import { NewToken, TokenEnded, TokenList, TokenMade } from './api/tokens.ts';
import { Me, NewUser, ShownUser, SignInLink, UserAdded, UserEdit, UserList } from './api/users.ts';
import { deciders, get, open, owners, type Route, readers } from './route.ts';

const small = 64 * 1024;

export type { Route } from './route.ts';

/** The one table of routes: gateway, local server, CLI, console and documents are made from it. */
export const routes = [
  {
    id: 'receive-webhook',
    method: 'POST',
    path: '/hooks/:source/:hook',
    auth: 'hook',
    roles: [],
    group: 'receive-webhook',
    summary: 'Takes an alarm',
    bodyAtMost: 1024 * 1024,
    answer: DeliveryTaken,
    statuses: [202],
    faults: ['Malformed', 'Unsupported'],
  },
  get('get-me', '/api/v1/me', 'me', 'Who you are here, and your roles', Me),
  get('list-incidents', '/api/v1/incidents', 'incidents', 'Incidents, newest first', IncidentList, {
    query: Paging,
    faults: ['Malformed'],
  }),
  get('get-incident', '/api/v1/incidents/:incident', 'incidents', 'Everything about one incident', IncidentPage, {
    faults: ['NotFound'],
  }),
  get('get-incident-log', '/api/v1/incidents/:incident/log', 'incidents', 'Its log: the audit chain', IncidentLog, {
    faults: ['NotFound'],
  }),
  get(
    'get-alert-raw',
    '/api/v1/incidents/:incident/alerts/:alert/raw',
    'incidents',
    'An alarm, byte for byte as it came',
    Bytes,
    { faults: ['NotFound'] },
  ),
  get('list-holds', '/api/v1/holds', 'holds', 'What waits for a person, highest risk first', HoldList),
  get('get-hold', '/api/v1/holds/:hold', 'holds', 'One hold with the plan it asks about', ShownHold, {
    faults: ['NotFound'],
  }),
  {
    id: 'decide-hold',
    method: 'POST',
    path: '/api/v1/holds/:hold/decision',
    auth: 'person',
    roles: deciders,
    group: 'decisions',
    summary: 'Says yes or no to a plan',
    bodyAtMost: small,
    body: DecisionRequest,
    answer: Decided,
    statuses: [200],
    faults: ['Malformed', 'NotFound', 'Conflict', 'Stale', 'Unsupported'],
  },
  {
    id: 'run-proposal',
    method: 'POST',
    path: '/api/v1/proposals/:proposal/run',
    auth: 'person',
    roles: deciders,
    group: 'proposals',
    summary: 'Asks for a run: refused while an approval is missing',
    bodyAtMost: small,
    answer: NeverRun,
    statuses: [],
    faults: ['NotFound', 'Conflict'],
  },
  get('get-setting', '/api/v1/settings/:name', 'settings', 'The effective document and its version', Setting, {
    faults: ['NotFound', 'Impossible'],
  }),
  {
    id: 'put-setting',
    method: 'PUT',
    path: '/api/v1/settings/:name',
    auth: 'person',
    roles: owners,
    group: 'settings',
    summary: 'Replaces a document as a whole',
    bodyAtMost: 256 * 1024,
    body: SettingDocument,
    answer: SettingSaved,
    statuses: [200],
    faults: ['Malformed', 'NotFound', 'Stale', 'Unsupported', 'Impossible'],
  },
  get('get-stop', '/api/v1/stop', 'stop', 'Whether the kill switch is on', StopState),
  {
    id: 'put-stop',
    method: 'PUT',
    path: '/api/v1/stop',
    auth: 'person',
    roles: deciders,
    group: 'stop',
    summary: 'Turns the kill switch on or off',
    bodyAtMost: small,
    body: StopRequest,
    answer: StopState,
    statuses: [200],
    faults: ['Malformed', 'Unsupported'],
  },
  get('list-dead-letters', '/api/v1/dead-letters', 'dead-letters', 'What could not be read', DeadLetterList, {
    query: Paging,
    faults: ['Malformed'],
  }),
  get(
    'get-dead-letter',
    '/api/v1/dead-letters/:letter',
    'dead-letters',
    'One of them, with its bytes',
    DeadLetterPage,
    { faults: ['NotFound'] },
  ),
  {
    id: 'replay-dead-letter',
    method: 'POST',
    path: '/api/v1/dead-letters/:letter/replay',
    auth: 'person',
    roles: owners,
    group: 'dead-letters',
    summary: 'Takes it again, as it came or as corrected',
    bodyAtMost: 1024 * 1024,
    answer: DeadLetterReplayed,
    statuses: [202],
    faults: ['Malformed', 'NotFound', 'Unsupported', 'Impossible'],
  },
  get('list-users', '/api/v1/users', 'users', 'Who may come in, and as what', UserList, {
    roles: owners,
    query: Paging,
    faults: ['Malformed'],
  }),
  get('get-user', '/api/v1/users/:user', 'users', 'One of them, with the version an edit must name', ShownUser, {
    roles: owners,
    faults: ['NotFound'],
  }),
  {
    id: 'add-user',
    method: 'POST',
    path: '/api/v1/users',
    auth: 'person',
    roles: owners,
    group: 'users',
    summary: 'Lets somebody in: by their subject, an invitation, or a sign-in link',
    bodyAtMost: small,
    body: NewUser,
    answer: UserAdded,
    statuses: [201],
    faults: ['Malformed', 'Conflict', 'Unsupported', 'Impossible'],
  },
  {
    id: 'change-user',
    method: 'PUT',
    path: '/api/v1/users/:user',
    auth: 'person',
    roles: owners,
    group: 'users',
    summary: 'Changes roles, mail or name over the version named in If-Match; without roles they are removed',
    bodyAtMost: small,
    body: UserEdit,
    answer: ShownUser,
    statuses: [200],
    faults: ['Malformed', 'NotFound', 'Conflict', 'Stale', 'Unsupported', 'Impossible'],
  },
  {
    id: 'make-sign-in-link',
    method: 'POST',
    path: '/api/v1/users/:user/sign-in-link',
    auth: 'person',
    roles: owners,
    group: 'users',
    summary: 'A link that opens the home once, as that user',
    bodyAtMost: small,
    only: 'local',
    answer: SignInLink,
    statuses: [201],
    faults: ['NotFound', 'Impossible'],
  },
  get('list-hooks', '/api/v1/hooks', 'hooks', 'Addresses of senders', HookList, {
    roles: owners,
    query: Paging,
    faults: ['Malformed'],
  }),
  {
    id: 'add-hook',
    method: 'POST',
    path: '/api/v1/hooks',
    auth: 'person',
    roles: owners,
    group: 'hooks',
    summary: 'Opens an address for a sender; its secret is shown in this answer only',
    bodyAtMost: small,
    body: NewHook,
    answer: HookSecret,
    statuses: [201],
    faults: ['Malformed', 'Conflict', 'Unsupported'],
  },
  {
    id: 'change-hook-secret',
    method: 'POST',
    path: '/api/v1/hooks/:hook/secret',
    auth: 'person',
    roles: owners,
    group: 'hooks',
    summary: 'Makes a hook a new secret, shown in this answer only; the one until now is taken beside it',
    bodyAtMost: small,
    answer: HookSecret,
    statuses: [200],
    faults: ['NotFound'],
  },
  {
    id: 'open-session',
    method: 'POST',
    path: '/api/v1/session',
    auth: 'none',
    roles: [],
    group: 'session',
    summary: 'Signs a browser in by the code of a sign-in link',
    bodyAtMost: small,
    only: 'local',
    body: SessionRequest,
    answer: SessionOpened,
    statuses: [200],
    faults: ['Malformed', 'Unauthorized', 'Unsupported', 'Exhausted'],
  },
  {
    id: 'close-session',
    method: 'DELETE',
    path: '/api/v1/session',
    auth: 'person',
    roles: readers,
    group: 'session',
    summary: 'Signs this browser out',
    bodyAtMost: 0,
    only: 'local',
    answer: SessionClosed,
    statuses: [200],
    faults: [],
  },
  {
    ...get('list-tokens', '/api/v1/tokens', 'tokens', 'Tokens of programs and sessions of browsers', TokenList, {
      roles: owners,
      query: Paging,
      faults: ['Malformed'],
    }),
    only: 'local',
  },
  {
    id: 'make-token',
    method: 'POST',
    path: '/api/v1/tokens',
    auth: 'person',
    roles: owners,
    group: 'tokens',
    summary: 'A token that speaks for a user until it expires; shown in this answer only',
    bodyAtMost: small,
    only: 'local',
    body: NewToken,
    answer: TokenMade,
    statuses: [201],
    faults: ['Malformed', 'NotFound', 'Unsupported', 'Impossible'],
  },
  {
    id: 'end-token',
    method: 'DELETE',
    path: '/api/v1/tokens/:token',
    auth: 'person',
    roles: owners,
    group: 'tokens',
    summary: 'Ends a token or a session',
    bodyAtMost: 0,
    only: 'local',
    answer: TokenEnded,
    statuses: [200],
    faults: ['NotFound', 'Impossible'],
  },
  open('get-config', '/config.json', 'config', 'What a console must know before anybody has signed in', SiteFacts),
  open('health', '/health', 'health', 'Alive, under another usual name', Alive),
  { ...open('api-health', '/api/v1/health', 'health', 'Ready, under the API', Ready), statuses: [200, 503] },
  open('healthz', '/healthz', 'health', 'Alive', Alive),
  { ...open('readyz', '/readyz', 'health', 'Ready: each dependency by name', Ready), statuses: [200, 503] },
] as const satisfies readonly Route[];

type Row = (typeof routes)[number];
type Rows = { readonly [R in Row as R['id']]: R };
export type RouteId = Row['id'];
export type RouteIdOf<Group extends Row['group']> = Extract<Row, { group: Group }>['id'];
/** What a route answers when it went well: console and command line take their types from here. */
export type AnswerOf<Id extends RouteId> = z.infer<Rows[Id]['answer']>;
export type StatusOf<Id extends RouteId> = Rows[Id]['statuses'][number];
