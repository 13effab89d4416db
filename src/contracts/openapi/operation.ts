import { Bytes } from '../api/bytes.ts';
import { parameters } from '../api/parameters.ts';
import type { Route } from '../route.ts';
import { refusalOf, refusalsOf } from './problems.ts';
import { type JsonSchema, schemaOf } from './schemas.ts';
import { securityOf } from './security.ts';

/** `/api/v1/holds/{hold}`: how the document names an address. */
export const pathOf = (route: Pick<Route, 'path'>): string => route.path.replace(/:(\w+)/g, '{$1}');

/** One row of the table as an operation. Facts that OpenAPI has no word for are named `x-…`. */
export function operationOf(route: Route): { operationId: string; [field: string]: unknown } {
  return {
    operationId: route.id,
    summary: route.summary,
    ...(route.says !== undefined && { description: route.says }),
    tags: [route.group],
    security: securityOf(route),
    parameters: [...inPath(route), ...inQuery(route), ...inHeaders(route)],
    ...bodyOf(route),
    responses: responsesOf(route),
    'x-roles': route.roles,
    'x-body-at-most': route.bodyAtMost,
    ...(route.only !== undefined && { 'x-only': route.only }),
  };
}

function inPath(route: Route): object[] {
  return [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => {
    const known = parameters[name];
    const schema = known === undefined ? { type: 'string' } : schemaOf(known.schema);
    return { name, in: 'path', required: true, schema, ...(known && { description: known.says }) };
  });
}

function inQuery(route: Route): object[] {
  if (route.query === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(route.query) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function inHeaders(route: Route): object[] {
  const named: object[] = [];
  if (route.once !== undefined && route.once !== 'needless')
    named.push({ $ref: '#/components/parameters/IdempotencyKey' });
  if (route.ifMatch === 'needed') named.push({ $ref: '#/components/parameters/IfMatchNeeded' });
  if (route.ifMatch === 'taken') named.push({ $ref: '#/components/parameters/IfMatch' });
  return named;
}

function bodyOf(route: Route): { requestBody?: object } {
  if (route.body !== undefined)
    return { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body) } } } };
  // Whatever a sender sends: its own documentation says what that is.
  return route.bodyAtMost === 0 ? {} : { requestBody: { content: { 'application/json': { schema: {} } } } };
}

function responsesOf(route: Route): Record<string, object> {
  const responses: Record<string, object> = refusalsOf(route);
  for (const status of route.statuses) {
    // A status may be both: not ready is an answer, and so is a home that cannot be reached.
    const refused = refusalOf(route, status);
    responses[status] = {
      ...refused,
      description: refused?.description ?? route.summary,
      ...(route.etag && { headers: { ETag: { $ref: '#/components/headers/ETag' } } }),
      content: { ...contentOf(route), ...refused?.content },
    };
  }
  return responses;
}

const contentOf = ({ answer }: Route): object =>
  answer === Bytes ? { 'application/octet-stream': {} } : { 'application/json': { schema: schemaOf(answer) } };
