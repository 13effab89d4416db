import { Fault } from '../../contracts/fault.ts';

/** The address people reach a home by, as its origin: `https://mendgate.example.com`. Throws Malformed for anything more. */
export function publicUrl(text: string): string {
  const url = text.length <= 255 ? URL.parse(text) : null;
  const bare = url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (bare && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.hostname !== '') return url.origin;
  throw new Fault(
    'Malformed',
    `--url ${text.slice(0, 260)} is no address of a whole host`,
    'For example --url https://mendgate.example.com: a home needs a name of its own, without a path.',
  );
}
