import type { Grant } from './grant.grants.ts';

/** What `auditTable` needs: to add. No function reads the audit, and the table's own policy refuses whatever would change it. */
export const auditGrants: readonly Grant[] = [{ actions: ['dynamodb:PutItem'], resource: 'AuditTable' }];
