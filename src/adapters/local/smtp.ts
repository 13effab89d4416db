import { Fault } from '../../contracts/fault.ts';
import { plainLine } from '../../contracts/plain-text.ts';
import type { Letter, Mail } from '../../core/ports.ts';
import { isAddress, mailHeaders } from '../mail-headers.ts';
import type { SmtpServer } from './smtp-server.ts';

export interface SmtpParts {
  server: SmtpServer;
  from: string;
  /** Asked for each letter, so that a password that is changed needs no restart. */
  password(): Promise<string | undefined>;
  /** Who may have signed the server's certificate beside the usual ones, PEM. */
  ca?: string;
  /** Milliseconds: to connect, to be greeted and for each answer; and for the whole letter, however slowly it goes on. */
  patience?: { each: number; whole: number };
}

/**
 * Letters through a mail server, one connection each. The server's own words are kept for whoever runs this: it may quote
 * the letter. Nothing is read from files or fetched to make a letter.
 */
export function smtpMail({ server, from, password, ca, patience = { each: 5_000, whole: 20_000 } }: SmtpParts): Mail {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const deliver = async (letter: Letter): Promise<void> => {
    // Most homes never send one: its code is loaded when the first is sent.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      host: server.host,
      port: server.port,
      secure: server.tls === 'at once',
      requireTLS: server.tls === 'required',
      ignoreTLS: server.tls === 'never',
      ...(server.user !== undefined && { auth: { user: server.user, pass: await passwordFor(server.user) } }),
      tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
      dnsTimeout: patience.each,
      connectionTimeout: patience.each,
      greetingTimeout: patience.each,
      socketTimeout: patience.each,
      socketCloseTimeout: 0,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      await transport.sendMail({
        from: { name: 'Mendgate', address: from },
        to: { name: '', address: letter.to },
        envelope: { from, to: [letter.to] },
        // A line of its own would be a header of its own.
        subject: plainLine(letter.subject),
        text: letter.text,
        html: letter.html,
        messageId: `<${letter.id}@${domain}>`,
        headers: mailHeaders(letter.id),
        signal: AbortSignal.timeout(patience.whole),
      });
    } finally {
      transport.close();
    }
  };
  const passwordFor = async (user: string): Promise<string> => {
    const found = (await password())?.replace(/\r?\n$/, '');
    if (found !== undefined && found !== '') return found;
    const hint = 'Put it into MENDGATE_SMTP_PASSWORD, or into the file secrets/smtp of the data directory.';
    throw new Fault('Unavailable', `there is no password for ${user} at the mail server`, hint);
  };
  return {
    async send(letter) {
      if (!isAddress(letter.to)) return 'refused';
      try {
        await deliver(letter);
        return 'sent';
      } catch (thrown) {
        if (thrown instanceof Fault) throw thrown;
        return refusedOr(thrown, server);
      }
    },
  };
}

/** Codes of RFC 5321: 4yz may go later, 5yz never; what a server says about us is not about the letter. */
function refusedOr(thrown: unknown, { host, port }: SmtpServer): 'refused' {
  const error = thrown as { code?: string; command?: string; response?: string; responseCode?: number };
  const words = plainLine(thrown instanceof Error ? thrown.message : 'no message').slice(0, 300);
  const says = `mail server ${host}:${port}: ${error.code ?? 'error'}: ${words}`;
  const status = error.responseCode ?? 0;
  if (error.code === 'EAUTH' || error.code === 'ENOAUTH')
    throw new Fault('Unavailable', says, 'Check the user of --smtp and its password.');
  if (error.code === 'ETLS')
    throw new Fault('Unavailable', says, 'Check that the server offers TLS with a valid name.');
  if (status >= 400 && status < 500)
    throw new Fault('Exhausted', says, 'The server wants a pause; it is tried again by itself.');
  const aboutLetter = error.command === 'RCPT TO' || error.command === 'DATA' || error.code === 'EMESSAGE';
  // X.7.Z is about who may send through this server, whatever it was said to (RFC 3463).
  const aboutUs = /^\d{3}[ -]5\.7\./.test(error.response ?? '');
  if (status >= 500 && status < 600 && aboutLetter && !aboutUs) return 'refused';
  if (status >= 500 && status < 600)
    throw new Fault('Unavailable', says, 'The server does not take mail from us: check --mail-from and the sign-in.');
  throw new Fault('Unavailable', says, 'Check the address of --smtp, and the way there.');
}
