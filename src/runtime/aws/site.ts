import type { Site } from '../../core/ports.ts';
import { shared } from '../aws.ts';

export const site = shared((environment): Site => {
  const url = environment('SITE_URL');
  const signIn = { kind: 'oidc', issuer: environment('ISSUER'), client: environment('CLIENT_ID') } as const;
  return { facts: () => ({ home: 'aws', url, practice: false, signIn, live: '/live' }) };
});
