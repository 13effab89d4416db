import { smtpMail } from '../../adapters/local/smtp.ts';
import { smtpServerOf } from '../../adapters/local/smtp-server.ts';
import { isAddress } from '../../adapters/mail-headers.ts';
import { noMail } from '../../adapters/no-mail.ts';
import { Fault } from '../../contracts/fault.ts';
import type { Mail, Secrets } from '../../core/ports.ts';

/** How this home sends letters, as it was started. */
export interface PostOptions {
  /** `smtp://user@host:587` or `smtps://…`; without it no letter is sent. */
  smtp?: string;
  mailFrom?: string;
  /** Instead of what lies in the secret `smtp`. */
  smtpPassword?: string;
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
