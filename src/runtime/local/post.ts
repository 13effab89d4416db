import { smtpMail } from '../../adapters/local/smtp.ts';
import { smtpServerOf } from '../../adapters/local/smtp-server.ts';
import { isAddress } from '../../adapters/mail-headers.ts';
import { noMail } from '../../adapters/no-mail.ts';
import { Fault } from '../../contracts/fault.ts';
import type { Mail, Secrets } from '../../core/ports.ts';

/** How this home sends letters and where people find it, as it was started. */
export interface PostOptions {
  /** `smtp://user@host:587` or `smtps://…`; without it no letter is sent. */
  smtp?: string;
  mailFrom?: string;
  /** Instead of what lies in the secret `smtp`. */
  smtpPassword?: string;
  /** Where people reach this home when that is not 127.0.0.1: a proxy's name, say. */
  url?: string;
}

/** Throws Malformed when a part does not fit or is missing: told before anything is opened, not by the first plan that waits. */
export function mailOf(options: PostOptions): (secrets: Secrets) => Mail {
  const { smtp, mailFrom, smtpPassword } = options;
  if (smtp === undefined && mailFrom === undefined) return () => noMail;
  if (smtp === undefined || mailFrom === undefined)
    throw new Fault(
      'Malformed',
      `${smtp === undefined ? '--mail-from' : '--smtp'} alone sends no mail`,
      'Give both: --smtp smtp://user@mail.example.com:587 --mail-from mendgate@example.com',
    );
  if (!isAddress(mailFrom))
    throw new Fault(
      'Malformed',
      `--mail-from ${mailFrom} is no address`,
      'For example --mail-from mendgate@example.com',
    );
  const server = smtpServerOf(smtp);
  return (secrets) =>
    smtpMail({ server, from: mailFrom, password: async () => smtpPassword ?? (await secrets.read('smtp'))[0] });
}

/** The origin people use, without a slash at its end. Throws Malformed: a link or a sign-in in the clear is for this machine only. */
export function publicUrlOf({ url }: PostOptions): URL | undefined {
  if (url === undefined) return undefined;
  const parsed = URL.parse(url);
  const here = parsed?.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(parsed.hostname);
  const plain = parsed?.pathname === '/' && parsed.search === '' && parsed.hash === '' && parsed.username === '';
  if (parsed === null || !(parsed.protocol === 'https:' || here) || !plain || parsed.password !== '')
    throw new Fault(
      'Malformed',
      `--url ${url} is no address people could use`,
      'Name an https origin with nothing behind it: --url https://mendgate.example.com',
    );
  return parsed;
}
