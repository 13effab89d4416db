import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Delivered {
  /** What the envelope said, whatever the headers say. */
  from: string;
  to: string[];
  secure: boolean;
  user: string | undefined;
  mail: ParsedMail;
}
export interface Office {
  port: number;
  delivered: Delivered[];
  close(): Promise<void>;
}

const refusal = (code: number, says: string): Error => Object.assign(new Error(says), { responseCode: code });

/**
 * A real SMTP server on 127.0.0.1. It refuses `nobody@`, wants a pause for `busy@`, relays for nobody of `relay.example`, and
 * takes no letter that holds the word SPAM.
 */
export async function openOffice(options: SMTPServerOptions = {}): Promise<Office> {
  const delivered: Delivered[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onRcptTo({ address }, _session, done) {
      if (address.startsWith('nobody@')) return done(refusal(550, '5.1.1 there is no such person'));
      if (address.startsWith('busy@')) return done(refusal(451, '4.7.1 too much at once, come back later'));
      if (address.endsWith('@relay.example')) return done(refusal(550, '5.7.1 relaying denied'));
      done();
    },
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope;
      simpleParser(stream).then((mail) => {
        if (mail.text?.includes('SPAM')) return done(refusal(554, '5.6.0 not this letter'));
        const from = mailFrom === false ? '' : mailFrom.address;
        const to = rcptTo.map(({ address }) => address);
        delivered.push({ from, to, secure: session.secure, user: session.user, mail });
        done();
      }, done);
    },
    ...options,
  });
  // A client that goes away in the middle is what some tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    port: (server.server.address() as AddressInfo).port,
    delivered,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
