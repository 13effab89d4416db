import type { OpenApi } from '../api/described.ts';
import type { Route } from '../route.ts';
import { operationOf, pathOf } from './operation.ts';
import { problemExamples, sharedResponses } from './problems.ts';
import { componentSchemas } from './schemas.ts';
import { securitySchemes } from './security.ts';

const description = `Alarms come in at a hook, a plan waits for a person, and what happened stands in a log.

- Every error is a problem document (RFC 9457). Its \`title\` is one of a few words, its \`hint\` says what to do.
- A list answers \`items\` and \`cursor\`; with that cursor it answers the next page, and null was the last one.
- A POST that does something takes an \`Idempotency-Key\`: sent again within a day it is not done again.
- What can be edited has an \`ETag\`, and an edit names it by \`If-Match\`: nobody is overwritten unseen.
- What stands here changes only by adding: an answer may gain fields. What is sent may not have others than these.`;

/** What the headers of several routes mean. */
const headerParameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Names what is to be done, so that it is done once: 1 to 255 visible ASCII characters, new for each thing.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The `ETag` of the version the edit was made on. Without it the edit is taken whatever stands.',
    schema: { type: 'string' },
  },
  IfMatchNeeded: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The `ETag` of the version the edit was made on.',
    schema: { type: 'string' },
  },
} as const;

/** The API in OpenAPI 3.1, made from the table of routes. The same table makes the same document, byte for byte. */
export function openApi(routes: readonly Route[]): OpenApi {
  const paths: OpenApi['paths'] = {};
  for (const route of routes) {
    const path = pathOf(route);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Mendgate', version: '1', description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map((route) => route.group))].map((name) => ({ name })),
    paths,
    components: {
      schemas: componentSchemas(routes.flatMap((route) => route.body ?? [])),
      responses: sharedResponses(routes),
      examples: problemExamples,
      parameters: headerParameters,
      headers: {
        ETag: { description: 'Which version this is.', schema: { type: 'string', examples: ['"3"'] } },
      },
      securitySchemes,
    },
  };
}
