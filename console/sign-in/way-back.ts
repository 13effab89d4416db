import { isConsolePath } from '../../src/contracts/console.ts';

const place = 'mendgate.back';

/** Where somebody was when they were asked to sign in, the link of a mail included: for this tab only, and only pages of ours. */
export function rememberWay(path: string): void {
  try {
    if (isOurs(path)) sessionStorage.setItem(place, path);
  } catch {
    // They start at the list then.
  }
}

export function takeWay(): string {
  try {
    const path = sessionStorage.getItem(place);
    sessionStorage.removeItem(place);
    return path !== null && isOurs(path) ? path : '/';
  } catch {
    return '/';
  }
}

/** A path of the console on this very origin, and not the sign-in page itself. */
export function isOurs(path: string): boolean {
  if (!path.startsWith('/') || path.startsWith('//') || path.includes('\\')) return false;
  const [pathname = ''] = path.split(/[?#]/);
  return isConsolePath(pathname) && pathname !== '/sign-in';
}
