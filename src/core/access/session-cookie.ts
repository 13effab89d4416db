/** The name browsers know the session of a home by. */
const name = 'mendgate_session';
/** What `Ids.secret` makes; whatever else a browser sends is none of ours. */
const form = /^[A-Za-z0-9_-]{43}$/;

/**
 * The session in a Cookie header; undefined when there is none, or more than one: a page of another port or path of this host
 * may have set a second, and nobody can tell which of them is ours.
 */
export function sessionIn(cookies: string | undefined): string | undefined {
  if (cookies === undefined) return undefined;
  const values = cookies.split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at >= 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : [];
  });
  const [value = ''] = values;
  return values.length === 1 && form.test(value) ? value : undefined;
}

/** A Set-Cookie header. No script reads it, no other site sends it along; without a value it takes the session away. */
export function sessionCookie(
  value: string | undefined,
  { secure, seconds }: { secure: boolean; seconds: number },
): string {
  const age = value === undefined ? 0 : seconds;
  const parts = [`${name}=${value ?? ''}`, 'Path=/', `Max-Age=${age}`, 'HttpOnly', 'SameSite=Strict'];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}
