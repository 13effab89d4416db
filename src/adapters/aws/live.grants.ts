import type { Grant } from './grant.grants.ts';

/** What `postToConnection` needs: connections are named by API Gateway, so it is all of this one stage. */
export const liveGrants: readonly Grant[] = ['POST', 'DELETE'].map((method) => ({
  actions: ['execute-api:ManageConnections'],
  resource: 'LiveStage',
  under: `${method}/@connections/`,
}));
