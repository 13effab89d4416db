import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { Fault } from '../../contracts/fault.ts';
import { plainLine } from '../../contracts/plain-text.ts';
import type { Mail } from '../../core/ports.ts';
import { isAddress, mailHeaders } from '../mail-headers.ts';
import { awsFault, nameOf } from './aws-fault.ts';

const THROTTLED = new Set(['TooManyRequestsException', 'LimitExceededException']);
/** Nothing of this account goes out before somebody has done something about it. */
const CLOSED = new Set(['AccountSuspendedException', 'SendingPausedException', 'MailFromDomainNotVerifiedException']);

/**
 * Letters through Amazon SES. It gives each a Message-ID of its own, so the same letter sent twice is known by a header of
 * ours. `sent` means that SES has taken it: what bounces later goes to whoever hears of the configuration set's events.
 */
export function sesMail(parts: { client: SESv2Client; from: string; configuration?: string }): Mail {
  const { client, from, configuration } = parts;
  return {
    async send({ to, subject, text, html, id }) {
      if (!isAddress(to)) return 'refused';
      const ask = new SendEmailCommand({
        FromEmailAddress: `Mendgate <${from}>`,
        Destination: { ToAddresses: [to] },
        ...(configuration !== undefined && { ConfigurationSetName: configuration }),
        Content: {
          Simple: {
            Subject: { Data: plainLine(subject), Charset: 'UTF-8' },
            Body: { Text: { Data: text, Charset: 'UTF-8' }, Html: { Data: html, Charset: 'UTF-8' } },
            Headers: Object.entries(mailHeaders(id)).map(([Name, Value]) => ({ Name, Value })),
          },
        },
      });
      try {
        await client.send(ask);
        return 'sent';
      } catch (thrown) {
        return refusedOr(thrown, from, to);
      }
    },
  };
}

function refusedOr(thrown: unknown, from: string, to: string): 'refused' {
  const name = nameOf(thrown);
  const says = `SES: ${name}: ${thrown instanceof Error ? thrown.message : 'no message'}`;
  // SES answers so for a day's quota too ("Daily message quota exceeded"): it passes, if late.
  if (THROTTLED.has(name))
    throw new Fault('Exhausted', says, 'It is tried again by itself; ask AWS for a higher quota.');
  if (CLOSED.has(name)) throw new Fault('Unavailable', says, 'Look at the account and the identity in SES.');
  if (name === 'MessageRejected') {
    // One message for sender and recipient: in the sandbox those who get letters must be verified as well.
    const unverified = /is not verified/i.test(says);
    if (unverified && !says.toLowerCase().includes(to.toLowerCase()))
      throw new Fault('Unavailable', `SES: ${from} is not verified`, 'Follow the link SES has mailed to that address.');
    return 'refused';
  }
  // What our own code cannot make wrong is the address: it is the one part of a letter that comes from elsewhere.
  if (name === 'BadRequestException') return 'refused';
  throw awsFault(thrown, `SES as ${from}`);
}
