import * as z from 'zod';
import { Role } from './stored.ts';
import type { RouteGroup } from './wiring.ts';

/**
 * The one table of routes: gateway, local server, CLI and documents are made from it. `hook` proves itself by its hook's
 * secret, `person` by a token that names a user holding one of `roles`, `none` needs no proof and shows nothing of anybody.
 */
export interface Route {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly auth: 'person' | 'hook' | 'none';
  readonly roles: readonly Role[];
  readonly group: RouteGroup;
  readonly summary: string;
  /** The largest body taken, bytes; more is refused before it is read. */
  readonly bodyAtMost: number;
  /** Of one home only; the other does not know it. */
  readonly only?: 'local';
}

const readers: readonly Role[] = Role.options;
const deciders: readonly Role[] = ['approver', 'owner'];
const owners: readonly Role[] = ['owner'];
const none = 0;
const small = 64 * 1024;
const get = (id: string, path: string, group: RouteGroup, summary: string): Route => ({
  id,
  method: 'GET',
  path,
  auth: 'person',
  roles: readers,
  group,
  summary,
  bodyAtMost: none,
});

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
  },
  get('get-me', '/api/v1/me', 'me', 'Who you are here, and your roles'),
  get('list-incidents', '/api/v1/incidents', 'incidents', 'Incidents, newest first'),
  get('get-incident', '/api/v1/incidents/:incident', 'incidents', 'Everything about one incident'),
  get(
    'get-incident-log',
    '/api/v1/incidents/:incident/log',
    'incidents',
    'Its log, the audit chain: entries after a number',
  ),
  get(
    'get-alert-raw',
    '/api/v1/incidents/:incident/alerts/:alert/raw',
    'incidents',
    'An alarm, byte for byte as it came',
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
    bodyAtMost: small,
  },
  get('list-holds', '/api/v1/holds', 'holds', 'What waits for a person, highest risk first'),
  get('get-hold', '/api/v1/holds/:hold', 'holds', 'One hold with the plan it asks about'),
  {
    id: 'decide-hold',
    method: 'POST',
    path: '/api/v1/holds/:hold/decision',
    auth: 'person',
    roles: deciders,
    group: 'decisions',
    summary: 'Says yes or no to a plan',
    bodyAtMost: small,
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
  },
  get('get-setting', '/api/v1/settings/:name', 'settings', 'The effective document and its version'),
  {
    id: 'put-setting',
    method: 'PUT',
    path: '/api/v1/settings/:name',
    auth: 'person',
    roles: owners,
    group: 'settings',
    summary: 'Replaces a document as a whole',
    bodyAtMost: 256 * 1024,
  },
  get('get-stop', '/api/v1/stop', 'stop', 'Whether the kill switch is on'),
  {
    id: 'put-stop',
    method: 'PUT',
    path: '/api/v1/stop',
    auth: 'person',
    roles: deciders,
    group: 'stop',
    summary: 'Turns the kill switch on or off',
    bodyAtMost: small,
  },
  get('list-dead-letters', '/api/v1/dead-letters', 'dead-letters', 'What could not be read'),
  get('get-dead-letter', '/api/v1/dead-letters/:letter', 'dead-letters', 'One of them, with its bytes'),
  {
    id: 'replay-dead-letter',
    method: 'POST',
    path: '/api/v1/dead-letters/:letter/replay',
    auth: 'person',
    roles: owners,
    group: 'dead-letters',
    summary: 'Takes it again, as it came or as corrected',
    bodyAtMost: 1024 * 1024,
  },
  {
    id: 'get-config',
    method: 'GET',
    path: '/config.json',
    auth: 'none',
    roles: [],
    group: 'config',
    summary: 'What a console must know before anybody has signed in',
    bodyAtMost: none,
  },
  {
    id: 'health',
    method: 'GET',
    path: '/health',
    auth: 'none',
    roles: [],
    group: 'health',
    summary: 'Alive, under another usual name',
    bodyAtMost: none,
  },
  {
    id: 'api-health',
    method: 'GET',
    path: '/api/v1/health',
    auth: 'none',
    roles: [],
    group: 'health',
    summary: 'Ready, under the API',
    bodyAtMost: none,
  },
  {
    id: 'healthz',
    method: 'GET',
    path: '/healthz',
    auth: 'none',
    roles: [],
    group: 'health',
    summary: 'Alive',
    bodyAtMost: none,
  },
  {
    id: 'readyz',
    method: 'GET',
    path: '/readyz',
    auth: 'none',
    roles: [],
    group: 'health',
    summary: 'Ready: each dependency by name',
    bodyAtMost: none,
  },
] as const satisfies readonly Route[];
export type RouteId = (typeof routes)[number]['id'];

/** What a person sends to decide: for the plan they saw, named by its hash. */
export const DecisionRequest = z
  .strictObject({
    verdict: z.enum(['approved', 'rejected', 'need_more_info']),
    planHash: z.string().regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the plan as 64 hex digits'),
    reason: z.string().max(2000).optional(),
    /** Whoever is signed in decides; a differing name here is refused rather than ignored. */
    by: z.string().max(256).optional(),
  })
  .refine((asked) => asked.verdict !== 'need_more_info' || (asked.reason ?? '').trim() !== '', {
    path: ['reason'],
    message: 'a question needs words: say what you want to know',
  });
export type DecisionRequest = z.infer<typeof DecisionRequest>;

export const StopRequest = z.strictObject({ stopped: z.boolean() });
export const Paging = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(2048).optional(),
});
