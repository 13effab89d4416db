import * as z from 'zod';

/** A body that is no JSON: bytes as they came, `application/octet-stream`. */
export const Bytes = z.custom<Uint8Array>((body) => body instanceof Uint8Array);
export type Bytes = z.infer<typeof Bytes>;
