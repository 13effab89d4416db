import type { Route } from './route.ts';
import { routes } from './routes.ts';

/** What serving a route needs of its row: all but the shapes that describe it. */
export type RouteFacts = Omit<Route, 'query' | 'body' | 'answer' | 'refusals'>;

/**
 * The table of routes without its shapes. Functions hold it as data, evaluated when they are bundled
 * (tools/bundle-functions.ts): making the shapes of all routes would take them longer than all else of ours.
 */
export const routeFacts: readonly RouteFacts[] = (routes as readonly Route[]).map(
  ({ query: _query, body: _body, answer: _answer, refusals: _refusals, ...facts }) => facts,
);
