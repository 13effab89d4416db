import { type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { signWith } from '../server/ask.ts';

let manager: UserManager | undefined;

/**
 * Signing in at an OIDC issuer: authorization code with PKCE. The address only ever holds the one-time code; tokens stay in
 * this tab's session storage and travel in a header.
 */
export function startOidc({ issuer, client }: { issuer: string; client: string }): void {
  manager ??= new UserManager({
    authority: issuer,
    client_id: client,
    redirect_uri: `${location.origin}/sign-in`,
    response_type: 'code',
    scope: 'openid email profile',
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    // Renewed by its refresh token when it is asked for; hidden frames are forbidden by our policy.
    automaticSilentRenew: false,
    monitorSession: false,
    loadUserInfo: false,
  });
  signWith(freshToken);
}

const renewBeforeSeconds = 60;
let renewing: Promise<string | undefined> | undefined;

/**
 * The ID token, while it is good for longer than so many seconds. It is for this client, which is what the gateway checks; and
 * it alone carries the verified mail by which somebody who was invited is known the first time.
 */
const tokenOf = (user: User | null | undefined, seconds: number): string | undefined =>
  user && user.profile.exp - Date.now() / 1000 > seconds ? user.id_token : undefined;

async function freshToken(): Promise<string | undefined> {
  const user = await manager?.getUser();
  const good = tokenOf(user, renewBeforeSeconds);
  if (good !== undefined || user?.refresh_token === undefined) return good ?? tokenOf(user, 0);
  // Several requests at once renew once: a refresh token may be good for one use only.
  renewing ??= (manager as UserManager)
    .signinSilent()
    .then((renewed) => tokenOf(renewed, 0))
    .catch(async () => {
      await manager?.removeUser();
      return undefined;
    })
    .finally(() => {
      renewing = undefined;
    });
  return renewing;
}

export const goToIssuer = async (): Promise<void> => manager?.signinRedirect();

/** Back from the issuer: the code of the address becomes tokens. Throws when it was not asked for by this tab. */
export const comeBack = async (): Promise<void> => {
  await manager?.signinRedirectCallback();
};

export async function endOidc(): Promise<void> {
  await manager?.removeUser();
}
