import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

export const AUDIT_LOG = 'audit.log';

export type AuditEvent = {
  /** Who authenticated. */
  readonly user: string;
  /** Whom that user acted as, when it impersonated somebody. */
  readonly as?: string;
  /** Lower case: get, list, watch, create, update, patch, delete, deletecollection. */
  readonly verb: string;
  readonly apiGroup: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** True when the server was told not to persist the request. */
  readonly dryRun: boolean;
  /** HTTP status of the reply; 0 when none was given. */
  readonly code: number;
  /** RFC 3339, microseconds: when the request was received. */
  readonly at: string;
  readonly requestURI: string;
  /** The request body of a write. Absent when authorization refused it: the server does not read the body of such a request. */
  readonly body?: unknown;
};

const Line = z.object({
  auditID: z.string(),
  verb: z.string(),
  requestURI: z.string(),
  requestReceivedTimestamp: z.string(),
  user: z.object({ username: z.string() }),
  impersonatedUser: z.object({ username: z.string() }).optional(),
  objectRef: z
    .object({
      apiGroup: z.string().default(''),
      resource: z.string(),
      subresource: z.string().optional(),
      namespace: z.string().optional(),
      name: z.string().optional(),
    })
    .optional(),
  responseStatus: z.object({ code: z.int().default(0) }).optional(),
  requestObject: z.unknown().optional(),
});
const DeleteOptions = z.object({ dryRun: z.array(z.string()) });

/**
 * What the API server noted down in the control plane's directory, in the order the requests ended. A request that is answered
 * over time (a watch) is one event. The server writes an event after it has answered: poll for the one you expect.
 */
export function readAudit(dir: string): AuditEvent[] {
  // What follows the last newline is a line still being written.
  const lines = readFileSync(join(dir, AUDIT_LOG), 'utf8').split('\n').slice(0, -1);
  const events = new Map<string, AuditEvent>();
  for (const text of lines) {
    const line = Line.parse(JSON.parse(text));
    if (line.objectRef) events.set(line.auditID, auditEvent(line, line.objectRef));
  }
  return [...events.values()];
}

function auditEvent(
  line: z.infer<typeof Line>,
  { resource, apiGroup, ...place }: NonNullable<z.infer<typeof Line>['objectRef']>,
): AuditEvent {
  const { subresource, namespace, name } = place;
  return {
    user: line.user.username,
    ...(line.impersonatedUser && { as: line.impersonatedUser.username }),
    verb: line.verb,
    apiGroup,
    resource,
    ...(subresource !== undefined && { subresource }),
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    dryRun: isDryRun(line),
    code: line.responseStatus?.code ?? 0,
    at: line.requestReceivedTimestamp,
    requestURI: line.requestURI,
    ...(line.requestObject !== undefined && { body: line.requestObject }),
  };
}

// A delete may say dryRun in its body instead of its query; every other verb has only the query.
function isDryRun(line: z.infer<typeof Line>): boolean {
  const query = new URLSearchParams(line.requestURI.split('?')[1] ?? '').getAll('dryRun');
  if (query.includes('All')) return true;
  const options = line.verb.startsWith('delete') ? DeleteOptions.safeParse(line.requestObject) : undefined;
  return options?.data?.dryRun.includes('All') ?? false;
}
