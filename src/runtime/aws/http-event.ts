import * as z from 'zod';
import { type Fault, problemOf } from '../../contracts/fault.ts';
import type { Route } from '../../contracts/routes.ts';
import type { Response } from '../../core/routes/route.ts';

/** A request as an HTTP API hands it in, payload format 2.0; `routeKey` is the method and the route's path. */
export const HttpEvent = z.object({
  routeKey: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  // Absent in AWS where there are none, null from an emulator.
  pathParameters: z
    .record(z.string(), z.string())
    .nullish()
    .transform((found) => found ?? {}),
  queryStringParameters: z
    .record(z.string(), z.string())
    .nullish()
    .transform((found) => found ?? {}),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    requestId: z.string().optional(),
    authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }).optional() }).optional(),
  }),
});
export type HttpEvent = z.infer<typeof HttpEvent>;

export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded: boolean;
}

/** `GET /api/v1/holds/{hold}`: how the gateway names a route. */
export const routeKeyOf = (route: Pick<Route, 'method' | 'path'>): string =>
  `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`;

export function answerOf({ status, body, headers }: Response): HttpAnswer {
  if (body instanceof Uint8Array) {
    const text = Buffer.from(body).toString('base64');
    return { statusCode: status, headers: headers ?? {}, body: text, isBase64Encoded: true };
  }
  const defaults = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return {
    statusCode: status,
    headers: { ...defaults, ...headers },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
}

export function problemAnswer(fault: Fault): HttpAnswer {
  const problem = problemOf(fault);
  const headers = { 'content-type': 'application/problem+json' };
  return answerOf({ status: problem.status, body: JSON.parse(JSON.stringify(problem)), headers });
}
