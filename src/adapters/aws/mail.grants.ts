import type { Grant } from './grant.grants.ts';

/** What `sesMail` needs: to send as the one identity, with the one configuration set. */
export const mailGrants: readonly Grant[] = [
  { actions: ['ses:SendEmail'], resource: 'MailIdentity' },
  { actions: ['ses:SendEmail'], resource: 'MailConfiguration' },
];
