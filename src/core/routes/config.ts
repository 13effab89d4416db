import { handlers, ok } from './route.ts';

export const config = handlers('config', {
  'get-config': async ({ site }) => ok(site.facts()),
});
