import * as z from 'zod';
import type { OpenApi } from '../../../src/contracts/api/described.ts';

/** Reads answers by what a document says of them, as somebody would who has nothing but the document. */
export function readerOf(document: Pick<OpenApi, 'components'>): (name: string) => z.ZodType {
  const inPlace = JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/');
  const $defs = JSON.parse(inPlace) as Record<string, z.core.JSONSchema.JSONSchema>;
  const known = new Map<string, z.ZodType>();
  return (name) => {
    const schema = known.get(name) ?? z.fromJSONSchema({ $defs, $ref: `#/$defs/${name}` });
    known.set(name, schema);
    return schema;
  };
}
