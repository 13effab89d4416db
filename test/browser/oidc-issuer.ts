import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

const [kid, alg, client] = ['first', 'RS256', 'console'];
const minute = 60;

export interface OidcIssuer {
  readonly url: string;
  readonly client: string;
  /** Who is signed in at the issuer from now on, as its tokens say it. */
  signedIn: Record<string, unknown>;
  /** Every ID token it has handed out, newest last. */
  readonly tokens: string[];
  /** How long tokens live from now on, seconds. */
  lifetime: number;
  /** Refuses whoever would sign in. */
  refuses: boolean;
  /** As a gateway proves a token: signature, issuer, audience and times. Its claims as text. */
  prove(token: string): Promise<Record<string, string> | undefined>;
}

/**
 * An OIDC issuer on 127.0.0.1 until the test ends, as far as a browser asks one: authorization code with PKCE, no secret,
 * refresh tokens good for one use. Its sign-in page is left out: whoever is sent there is signed in.
 */
export async function oidcIssuer(): Promise<OidcIssuer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const keys = [{ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }];
  const codes = new Map<string, { challenge: string; redirect: string; nonce: string | null }>();
  const refreshes = new Set<string>();
  const sign = (claims: Record<string, unknown>) => {
    const now = Math.floor(Date.now() / 1000);
    const all = { iss: issuer.url, aud: client, iat: now, exp: now + issuer.lifetime, ...claims };
    return new SignJWT(all).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(privateKey);
  };
  const authorize = (asked: URLSearchParams): string => {
    const redirect = asked.get('redirect_uri') ?? '';
    if (asked.get('client_id') !== client || asked.get('response_type') !== 'code') throw new Error('another client');
    if (asked.get('code_challenge_method') !== 'S256') throw new Error('no proof of its own');
    if (issuer.refuses)
      return `${redirect}?${new URLSearchParams({ error: 'access_denied', state: asked.get('state') ?? '' })}`;
    const code = randomUUID();
    codes.set(code, { challenge: asked.get('code_challenge') ?? '', redirect, nonce: asked.get('nonce') });
    return `${redirect}?${new URLSearchParams({ code, state: asked.get('state') ?? '' })}`;
  };
  const handOut = async (nonce: object): Promise<object> => {
    const { sub } = issuer.signedIn;
    const id = await sign({ ...issuer.signedIn, ...nonce, jti: randomUUID() });
    issuer.tokens.push(id);
    const refresh = randomUUID();
    refreshes.add(refresh);
    return {
      token_type: 'Bearer',
      expires_in: issuer.lifetime,
      // As Cognito's: for the API of the issuer itself, without mail.
      access_token: await sign({ sub, aud: undefined, client_id: client }),
      id_token: id,
      refresh_token: refresh,
    };
  };
  const exchange = async (asked: URLSearchParams): Promise<object> => {
    if (asked.get('grant_type') === 'refresh_token') {
      if (!refreshes.delete(asked.get('refresh_token') ?? '')) throw new Error('a refresh token that was used');
      return handOut({});
    }
    const known = codes.get(asked.get('code') ?? '');
    codes.delete(asked.get('code') ?? '');
    const proof = createHash('sha256')
      .update(asked.get('code_verifier') ?? '')
      .digest('base64url');
    if (known === undefined || known.challenge !== proof || known.redirect !== asked.get('redirect_uri'))
      throw new Error('a code of somebody else');
    return handOut(known.nonce === null ? {} : { nonce: known.nonce });
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer.url);
    const json = (status: number, body: object) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' })
        .end(JSON.stringify(body));
    const answer = async () => {
      if (pathname === '/keys') return json(200, { keys });
      if (pathname === '/authorize') return response.writeHead(302, { location: authorize(searchParams) }).end();
      if (pathname === '/token') return json(200, await exchange(await formIn(request)));
      if (pathname !== '/.well-known/openid-configuration') return json(404, {});
      const { url } = issuer;
      const places = {
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        jwks_uri: `${url}/keys`,
      };
      return json(200, { issuer: url, ...places });
    };
    answer().catch((thrown: Error) => json(400, { error: 'invalid_grant', error_description: thrown.message }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const issuer: OidcIssuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    client,
    signedIn: {},
    tokens: [],
    lifetime: 10 * minute,
    refuses: false,
    async prove(token) {
      try {
        const { payload } = await jwtVerify(token, publicKey, { issuer: issuer.url, audience: client });
        return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
      } catch {
        return undefined;
      }
    },
  };
  return issuer;
}

async function formIn(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const part of request) text += String(part);
  return new URLSearchParams(text);
}
