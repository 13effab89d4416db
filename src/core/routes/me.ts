import type { Me } from '../../contracts/api/users.ts';
import { handlers, ok, personOf, plain } from './route.ts';

export const me = handlers('me', {
  'get-me': async (_ports, request) => {
    const { id, name, roles, tenant, mail } = personOf(request);
    return ok(plain({ id, name, roles, tenant, mail } satisfies { [field in keyof Me]: Me[field] | undefined }));
  },
});
