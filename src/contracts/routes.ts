import type * as z from 'zod';
import { Answered, AnswerRequest } from './api/answers.ts';
import { Approvals } from './api/approvals.ts';
import { Bytes } from './api/bytes.ts';
import { DeadLetterList, DeadLetterPage, DeadLetterReplayed } from './api/dead-letters.ts';
import { BatchDecided, BatchRequest, Decided, DecisionRequest } from './api/decisions.ts';
import { DeliveryTaken } from './api/deliveries.ts';
import { OpenApi } from './api/described.ts';
import { Alive, Ready } from './api/health.ts';
import { HoldList, ShownHold } from './api/holds.ts';
import { IncidentList, IncidentPage } from './api/incidents.ts';
import { OpenedLink, OpenLinkRequest } from './api/links.ts';
import { LiveTicket } from './api/live.ts';
import { IncidentLog, LogPaging } from './api/log.ts';
import { Paging } from './api/page.ts';
import { ApprovalRequired, NeverRun } from './api/proposals.ts';
import { Setting, SettingDocument, SettingSaved } from './api/settings.ts';
import { SiteFacts } from './api/site.ts';
import { StopRequest, StopState } from './api/stop.ts';
import { Me } from './api/users.ts';
import { peopleRoutes } from './people-routes.ts';
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
    says: 'The body is what the sender of that source sends, as it is: its bytes are kept. 202 means that it is on the queue. A hook of kind `sns` takes no secret: the signature in each message of its topics is the proof, and an offered subscription is confirmed.',
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
    etag: true,
    faults: ['NotFound'],
  }),
  get(
    'get-incident-approvals',
    '/api/v1/incidents/:incident/approvals',
    'incidents',
    'Who was asked what, and how it stands: for clients that poll',
    Approvals,
    { faults: ['NotFound'] },
  ),
  get(
    'get-incident-log',
    '/api/v1/incidents/:incident/log',
    'incidents',
    'Its log, the audit chain: entries after a number',
    IncidentLog,
    { query: LogPaging, faults: ['Malformed', 'NotFound'] },
  ),
  get(
    'get-alert-raw',
    '/api/v1/incidents/:incident/alerts/:alert/raw',
    'incidents',
    'An alarm, byte for byte as it came',
    Bytes,
    { faults: ['NotFound'] },
  ),
  {
    id: 'make-live-ticket',
    method: 'POST',
    path: '/api/v1/live/tickets',
    auth: 'person',
    // It changes nothing but who may listen to what they may read anyway.
    roles: readers,
    group: 'live-tickets',
    summary: 'A ticket that opens the live line once, within a minute',
    says: 'Opens `/live?ticket=…`, a WebSocket that tells of every entry of a log as it is written: what happened is read with `after`.',
    bodyAtMost: small,
    once: 'needless',
    answer: LiveTicket,
    statuses: [200],
    faults: [],
  },
  get('list-holds', '/api/v1/holds', 'holds', 'What waits for a person, highest risk first', HoldList),
  get('get-hold', '/api/v1/holds/:hold', 'holds', 'One hold with the plan it asks about', ShownHold, {
    etag: true,
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
    once: 'receipt',
    body: DecisionRequest,
    answer: Decided,
    statuses: [200],
    faults: ['Malformed', 'NotFound', 'Conflict', 'Stale', 'Unsupported'],
  },
  {
    id: 'open-link',
    method: 'POST',
    path: '/api/v1/links/open',
    auth: 'link',
    roles: [],
    group: 'links',
    summary: 'Shows what the link in a letter asks about',
    says: 'Decides nothing and changes nothing, whoever asks and however often. Nobody needs to be signed in: the link is the proof.',
    bodyAtMost: 4 * 1024,
    body: OpenLinkRequest,
    answer: OpenedLink,
    statuses: [200],
    faults: ['Malformed', 'Stale', 'Unsupported'],
  },
  {
    id: 'decide-incident',
    method: 'POST',
    path: '/api/v1/incidents/:incident/decisions',
    auth: 'person',
    roles: deciders,
    group: 'decisions',
    summary: 'Says yes or no to every plan that is listed, each by its hash; names what was left out',
    bodyAtMost: small,
    once: 'answer',
    body: BatchRequest,
    answer: BatchDecided,
    statuses: [200],
    faults: ['Malformed', 'NotFound', 'Unsupported'],
  },
  {
    id: 'answer-question',
    method: 'POST',
    path: '/api/v1/holds/:hold/answer',
    auth: 'person',
    roles: deciders,
    group: 'answers',
    summary: 'Answers what was asked about a plan',
    bodyAtMost: small,
    once: 'receipt',
    body: AnswerRequest,
    answer: Answered,
    statuses: [200],
    faults: ['Malformed', 'NotFound', 'Conflict', 'Unsupported'],
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
    once: 'needless',
    answer: NeverRun,
    statuses: [],
    faults: ['NotFound', 'Conflict'],
    refusals: { Forbidden: ApprovalRequired },
    says: 'Never runs anything: what is approved runs by itself, once. It answers why a plan does not run yet.',
  },
  get('get-setting', '/api/v1/settings/:name', 'settings', 'The effective document and its version', Setting, {
    etag: true,
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
    ifMatch: 'needed',
    etag: true,
    body: SettingDocument,
    answer: SettingSaved,
    statuses: [200],
    faults: ['Malformed', 'NotFound', 'Stale', 'Unsupported', 'Impossible'],
  },
  get('get-stop', '/api/v1/stop', 'stop', 'Whether the kill switch is on', StopState, { etag: true }),
  {
    id: 'put-stop',
    method: 'PUT',
    path: '/api/v1/stop',
    auth: 'person',
    roles: deciders,
    group: 'stop',
    summary: 'Turns the kill switch on or off',
    bodyAtMost: small,
    ifMatch: 'taken',
    etag: true,
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
    says: 'Without a body it is taken as it came; a body takes its place.',
    bodyAtMost: 1024 * 1024,
    once: 'answer',
    answer: DeadLetterReplayed,
    statuses: [202],
    faults: ['Malformed', 'NotFound', 'Unsupported', 'Impossible'],
  },
  ...peopleRoutes,
  open('get-config', '/config.json', 'config', 'What a console must know before anybody has signed in', SiteFacts),
  open('get-openapi', '/api/v1/openapi.json', 'described', 'This API, described in OpenAPI 3.1', OpenApi, {
    etag: true,
  }),
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
