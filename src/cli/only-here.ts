import type { SiteFacts } from '../contracts/api/site.ts';
import { Fault } from '../contracts/fault.ts';
import type { Client } from './client.ts';

/** Throws Impossible for a server whose people sign in elsewhere: it makes neither sign-in links nor tokens. */
export async function signsInByLinks(client: Client): Promise<void> {
  const { signIn } = await client.get<SiteFacts>('/config.json');
  if (signIn.kind === 'oidc')
    throw new Fault(
      'Impossible',
      `people sign in to ${client.address} at ${signIn.issuer}`,
      `Get a token there for the client ${signIn.client}, and give it with --token.`,
    );
}
