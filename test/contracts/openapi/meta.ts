import * as z from 'zod';

/**
 * Which fields the objects of an OpenAPI 3.1 document may have (OpenAPI Specification 3.1.1, section 4.8), as far as ours uses
 * them: a field that the specification does not know, or one at the wrong place, does not fit. Fields named `x-…` always do.
 */
const object = <T extends z.ZodRawShape>(shape: T) =>
  z.record(z.string(), z.unknown()).transform((value, context) => {
    const known = Object.fromEntries(Object.entries(value).filter(([name]) => !name.startsWith('x-')));
    const parsed = z.strictObject(shape).safeParse(known);
    if (!parsed.success) for (const issue of parsed.error.issues) context.addIssue({ ...issue } as never);
    return value;
  });
const Ref = z.strictObject({ $ref: z.string().regex(/^#\/components\/\w+\/[\w.-]+$/) });
const refOr = <T extends z.ZodType>(schema: T) =>
  z.unknown().superRefine((value, context) => {
    const isRef = typeof value === 'object' && value !== null && '$ref' in value;
    const parsed = (isRef ? Ref : schema).safeParse(value);
    if (!parsed.success) for (const issue of parsed.error.issues) context.addIssue({ ...issue } as never);
  });
const mapOf = <T extends z.ZodType>(value: T) => z.record(z.string().regex(/^[\w.-]+$/), value);

/** Its own language, checked by reading it as one. */
const Schema = z.record(z.string(), z.unknown());
const Example = object({ summary: z.string().optional(), value: z.unknown() });
const MediaType = object({
  schema: Schema.optional(),
  examples: z.record(z.string(), refOr(Example)).optional(),
});
const Content = z.record(z.string().regex(/^[a-z]+\/[a-z.+*-]+$/), MediaType);
const Header = object({ description: z.string().optional(), schema: Schema });
const Parameter = object({
  name: z.string().min(1),
  in: z.enum(['query', 'header', 'path', 'cookie']),
  description: z.string().optional(),
  required: z.boolean().optional(),
  schema: Schema,
});
const RequestBody = object({ description: z.string().optional(), content: Content, required: z.boolean().optional() });
const Response = object({
  description: z.string().min(1),
  headers: z.record(z.string(), refOr(Header)).optional(),
  content: Content.optional(),
});
const Operation = object({
  operationId: z.string().min(1),
  summary: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(refOr(Parameter)).optional(),
  requestBody: refOr(RequestBody).optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), refOr(Response)),
});
const Secured = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('http'), scheme: z.enum(['bearer', 'basic']), description: z.string().optional() }),
  z.strictObject({
    type: z.literal('apiKey'),
    in: z.enum(['query', 'header', 'cookie']),
    name: z.string().min(1),
    description: z.string().optional(),
  }),
]);

export const Meta = object({
  openapi: z.string().regex(/^3\.1\.\d$/),
  info: object({
    title: z.string(),
    version: z.string(),
    description: z.string().optional(),
    license: object({ name: z.string(), identifier: z.string().optional() }).optional(),
  }),
  servers: z.array(object({ url: z.string() })).optional(),
  tags: z.array(object({ name: z.string() })).optional(),
  paths: z.record(
    z.string().startsWith('/'),
    object({
      get: Operation.optional(),
      put: Operation.optional(),
      post: Operation.optional(),
      delete: Operation.optional(),
    }),
  ),
  components: object({
    schemas: mapOf(Schema).optional(),
    responses: mapOf(refOr(Response)).optional(),
    parameters: mapOf(refOr(Parameter)).optional(),
    examples: mapOf(refOr(Example)).optional(),
    headers: mapOf(refOr(Header)).optional(),
    securitySchemes: mapOf(Secured).optional(),
  }),
});
