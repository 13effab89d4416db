import { onTestFinished } from 'vitest';
import { makeSignInCode } from '../../src/core/access/sign-in-code.ts';
import { serveRoutes } from '../../src/runtime/local/serve.ts';
import { tenant, testHome } from '../home/home.ts';
import { fill } from './many-incidents.ts';

/** A home with that many incidents behind real HTTP, and an address that signs its opener in. */
export async function homeWithMany(count: number): Promise<{ address: string; signIn: string }> {
  const home = await testHome();
  await fill(home.ports.records, count, tenant);
  const server = await serveRoutes(home.ports, 0, () => {}, home.sockets);
  onTestFinished(() => server.close());
  const by = { kind: 'system', id: 'test' } as const;
  const { code } = await makeSignInCode(home.ports, { tenant, user: 'owner', seconds: 600, by });
  return { address: server.address, signIn: `${server.address}/sign-in#${code}` };
}
