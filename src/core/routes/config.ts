import { handlers, ok, plain } from './route.ts';

export const config = handlers('config', {
  'get-config': async ({ site }) => ok(plain(site.facts())),
});
