import * as z from 'zod';

/** An OpenAPI 3.1 document: as far as ours is looked at by us; what it describes is for readers and generators. */
export const OpenApi = z.looseObject({
  openapi: z.literal('3.1.1'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
});
export type OpenApi = z.infer<typeof OpenApi>;
