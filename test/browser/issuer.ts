import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

export interface BrowserIssuer {
  readonly url: string;
  /** Every ID token it has handed out, newest last. */
  readonly tokens: string[];
  /** How long tokens live from now on, seconds. */
  lifetime: number;
  /** Refuses whoever would sign in. */
  refuses: boolean;
}

/** An OIDC issuer that knows one person and asks nothing: code with PKCE, refresh tokens good for one use. */
export async function openBrowserIssuer(client: string): Promise<BrowserIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const codes = new Map<string, { challenge: string; nonce: string | null; redirect: string }>();
  const refreshes = new Set<string>();
  const issuer: { -readonly [K in keyof BrowserIssuer]: BrowserIssuer[K] } = {
    url: '',
    tokens: [],
    lifetime: 3600,
    refuses: false,
  };
  const tokens = async (nonce: string | null) => {
    const sign = (claims: Record<string, unknown>) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: 'k' })
        .setIssuer(issuer.url)
        .setAudience(client)
        .setSubject('ada')
        .setIssuedAt()
        .setExpirationTime(`${issuer.lifetime}s`)
        .sign(privateKey);
    const access = await sign({ jti: randomUUID() });
    const id = await sign({ jti: randomUUID(), ...(nonce !== null && { nonce }) });
    issuer.tokens.push(id);
    const refresh = randomUUID();
    refreshes.add(refresh);
    return {
      access_token: access,
      id_token: id,
      refresh_token: refresh,
      token_type: 'Bearer',
      expires_in: issuer.lifetime,
    };
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', issuer.url);
    const say = (status: number, body: unknown) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'access-control-allow-origin': '*',
        'access-control-allow-headers': '*',
      });
      response.end(JSON.stringify(body));
    };
    let text = '';
    request.on('data', (part) => (text += String(part)));
    request.on('end', async () => {
      if (request.method === 'OPTIONS') return say(204, null);
      switch (url.pathname) {
        case '/.well-known/openid-configuration':
          return say(200, {
            issuer: issuer.url,
            authorization_endpoint: `${issuer.url}/authorize`,
            token_endpoint: `${issuer.url}/token`,
            jwks_uri: `${issuer.url}/jwks`,
          });
        case '/jwks':
          return say(200, { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256' }] });
        case '/authorize': {
          const asked = url.searchParams;
          const back = new URL(asked.get('redirect_uri') ?? '');
          back.searchParams.set('state', asked.get('state') ?? '');
          if (issuer.refuses) back.searchParams.set('error', 'access_denied');
          else {
            const code = randomUUID();
            const challenge = asked.get('code_challenge_method') === 'S256' ? (asked.get('code_challenge') ?? '') : '';
            codes.set(code, { challenge, nonce: asked.get('nonce'), redirect: asked.get('redirect_uri') ?? '' });
            back.searchParams.set('code', code);
          }
          response.writeHead(302, { location: back.href });
          return response.end();
        }
        case '/token': {
          const asked = new URLSearchParams(text);
          if (asked.get('grant_type') === 'refresh_token')
            return refreshes.delete(asked.get('refresh_token') ?? '')
              ? say(200, await tokens(null))
              : say(400, { error: 'invalid_grant' });
          const known = codes.get(asked.get('code') ?? '');
          codes.delete(asked.get('code') ?? '');
          const proof = createHash('sha256')
            .update(asked.get('code_verifier') ?? '')
            .digest('base64url');
          if (known === undefined || known.challenge !== proof || known.redirect !== asked.get('redirect_uri'))
            return say(400, { error: 'invalid_grant' });
          return say(200, await tokens(known.nonce));
        }
        default:
          return say(404, {});
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return issuer;
}
