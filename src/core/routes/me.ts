import { handlers, ok, personOf } from './route.ts';

export const me = handlers('me', {
  'get-me': async (_ports, request) => {
    const { id, name, roles, tenant, mail } = personOf(request);
    return ok({ id, name, roles, tenant, mail });
  },
});
