import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditTable } from '../../src/adapters/aws/audit-table.ts';
import type { LogEntry } from '../../src/contracts/log.ts';
import { auditContract, chainOf } from './audit-contract.ts';
import { auditedIn, dynoxideMissing, type LocalDynamo, startDynoxide } from './records-dynoxide.ts';
import { own, wordOf } from './records-material.ts';

describe.skipIf(dynoxideMissing !== undefined)(dynoxideMissing ?? 'on dynoxide', () => {
  let dynamo: LocalDynamo;
  beforeAll(async () => {
    dynamo = await startDynoxide();
  });
  afterAll(() => dynamo.close());

  auditContract('AuditTrail in DynamoDB', () => ({
    audit: auditTable({ client: dynamo.client, table: dynamo.audit }),
    kept: (incident) => auditedIn(dynamo, 'acme', incident),
  }));

  test('a table that is not there, and a service that is not, may pass: they are no Conflict', async () => {
    const [entry] = chainOf(own(), 1) as [LogEntry];
    const elsewhere = auditTable({ client: dynamo.client, table: 'nobody' });
    expect(await wordOf(elsewhere.append(entry))).toBe('Unavailable');
    const other = await startDynoxide();
    await other.close();
    expect(await wordOf(auditTable({ client: other.client, table: other.audit }).append(entry))).toBe('Unavailable');
  });
});
