import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';

export interface Issuer {
  readonly url: string;
  readonly audience: string;
  /** A key the issuer publishes, and one it does not, under the same name. */
  readonly keys: { readonly own: JWK; readonly forged: JWK };
}

const kid = 'first';
const alg = 'RS256';

/** An OIDC issuer of our own on 127.0.0.1, as far as a gateway asks one: discovery and public keys. */
export async function openIssuer(): Promise<{ issuer: Issuer; close(): Promise<void> }> {
  const own = await generateKeyPair(alg, { extractable: true });
  const forged = await generateKeyPair(alg, { extractable: true });
  const published = { keys: [{ ...(await exportJWK(own.publicKey)), kid, alg, use: 'sig' }] };
  let url = '';
  const server = createServer((request, response) => {
    const known: Record<string, unknown> = {
      '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys` },
      '/keys': published,
    };
    const found = known[request.url ?? ''];
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer: {
      url,
      audience: 'mendgate-tests',
      keys: { own: await exportJWK(own.privateKey), forged: await exportJWK(forged.privateKey) },
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A token as the issuer signs it, for five minutes; `over` changes what it claims, `key` who really signed. */
export async function tokenOf(
  issuer: Issuer,
  subject: string,
  { over = {}, key = 'own' }: { over?: Record<string, unknown>; key?: keyof Issuer['keys'] } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer.url, aud: issuer.audience, sub: subject, iat: now, exp: now + 300, ...over };
  return new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(await importJWK(issuer.keys[key], alg));
}
