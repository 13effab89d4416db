import { Fault } from '../../contracts/fault.ts';

/** How a mail server is reached. `tls`: from the first byte, before anything else is said, where it is offered, or not. */
export interface SmtpServer {
  host: string;
  port: number;
  user?: string;
  tls: 'at once' | 'required' | 'offered' | 'never';
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/**
 * `smtps://[user@]host[:465]` is TLS from the first byte; `smtp://[user@]host[:587]` begins in the clear and must turn to TLS,
 * except with `?tls=off`, and on this machine, whose servers have no certificate anybody would vouch for. Throws Malformed for anything else, above all for a password: command lines
 * are seen by everybody on the machine and kept in histories.
 */
export function smtpServerOf(address: string): SmtpServer {
  const url = URL.parse(address);
  const refuse = (says: string, hint = 'For example --smtp smtp://mendgate@mail.example.com:587'): Fault =>
    new Fault('Malformed', `--smtp: ${says}`, hint);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '')
    throw refuse('this is no address of a mail server');
  if (url.password !== '')
    throw refuse(
      'a password does not belong on a command line',
      'Leave it out; put it into MENDGATE_SMTP_PASSWORD, or into the file secrets/smtp of the data directory.',
    );
  const off = url.search === '?tls=off';
  if ((url.pathname !== '' && url.pathname !== '/') || url.hash !== '' || (url.search !== '' && !off))
    throw refuse('there is more behind the address than ?tls=off');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const user = userOf(url.username);
  if (user === undefined) throw refuse('the user is not written as addresses are');
  const secure = url.protocol === 'smtps:';
  if (off && (secure || user !== ''))
    throw refuse('?tls=off would send what it must not', 'Without TLS there is no sign-in: leave one of both out.');
  const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port);
  const near = loopback.test(host);
  const tls = secure ? 'at once' : off || (near && user === '') ? 'never' : near ? 'offered' : 'required';
  return { host, port, tls, ...(user !== '' && { user }) };
}

function userOf(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
