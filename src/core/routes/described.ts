import type { OpenApi } from '../../contracts/api/described.ts';
import type { Json } from '../../contracts/json.ts';
import { openApi } from '../../contracts/openapi/document.ts';
import { routes } from '../../contracts/routes.ts';
import { digestOf } from '../ledger/digest.ts';
import { handlers, ok } from './route.ts';

/** Made when it is first asked for: it takes some milliseconds, and the same for everybody. */
let made: { document: OpenApi; etag: string } | undefined;

export const described = handlers('described', {
  'get-openapi': async () => {
    if (made === undefined) {
      const document = openApi(routes);
      made = { document, etag: `"${digestOf(document as Json).slice(0, 16)}"` };
    }
    return ok(made.document, { etag: made.etag });
  },
});
