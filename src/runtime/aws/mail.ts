import { SESv2Client } from '@aws-sdk/client-sesv2';
import { sesMail } from '../../adapters/aws/ses.ts';
import { noMail } from '../../adapters/no-mail.ts';
import type { Mail } from '../../core/ports.ts';
import { shared } from '../aws.ts';
import { clientOptions } from './client-options.ts';

/** A letter that is not taken at once is tried again a minute later: what else is in the batch does not wait for it. */
const patience = { maxAttempts: 1, requestHandler: { ...clientOptions.requestHandler, requestTimeout: 5_000 } };

export const mail = shared((environment): Mail => {
  const from = environment('MAIL_FROM');
  if (from === undefined) return noMail;
  const configuration = environment('MAIL_CONFIGURATION');
  return sesMail({ client: new SESv2Client(patience), from, ...(configuration !== undefined && { configuration }) });
});
