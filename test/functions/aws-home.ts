import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { auditTable } from '../../src/adapters/aws/audit-table.ts';
import { dynamoRecords } from '../../src/adapters/aws/dynamodb-records.ts';
import { layerHouseRules } from '../../src/adapters/aws/house-rules.ts';
import { openDatabase } from '../../src/adapters/local/database.ts';
import { sqliteObjects } from '../../src/adapters/local/objects.ts';
import type { Hook } from '../../src/contracts/hook.ts';
import type { Role } from '../../src/contracts/stored.ts';
import type { PortName } from '../../src/contracts/wiring.ts';
import { ownersWith } from '../../src/core/access/owners.ts';
import { effectiveSettings } from '../../src/core/ledger/effective-settings.ts';
import { keys, lists, partitionOf, prefixes } from '../../src/core/ledger/keys.ts';
import { create, shapes } from '../../src/core/ledger/shapes.ts';
import type { Item, Key, Letter, Live, Topics, Workflows } from '../../src/core/ports.ts';
import type { Opens } from '../../src/runtime/aws.ts';
import { root } from '../architecture/tree.ts';
import { auditedIn, startDynoxide } from '../contract/records-dynoxide.ts';

export const tenant = 'acme';
export const issuer = 'https://login.example.com/pool';
export const hookSecret = 'a-secret-of-the-hook';
export const linksKey = 'a-key-that-signs-links-of-tests';
export const eventBytes = (path: string): Buffer => readFileSync(join(root, 'events', path));

/**
 * The ports as functions hold them: records in a DynamoDB of our own, fakes only for what leaves the account's tables. What
 * the fakes were asked is kept.
 */
export async function awsHome() {
  const dynamo = await startDynoxide();
  const db = openDatabase(':memory:');
  const records = dynamoRecords(dynamo);
  const sent: string[] = [];
  const letters: Letter[] = [];
  let made = 0;
  const kept = new Map([
    ['hook.prometheus', [hookSecret]],
    ['links', [linksKey]],
  ]);
  const started: Parameters<Workflows['start']>[] = [];
  const workflows: Workflows = {
    async start(...asked) {
      started.push(asked);
      return 'started';
    },
    succeed: async () => 'accepted',
    status: async () => 'ended',
  };
  // Nothing from SNS is expected: a test of these functions that brings a message of a topic brings its own.
  const topics: Topics = { verify: async () => 'certificate', confirm: async () => undefined };
  const objects = sqliteObjects(db);
  const pushed: { connection: string; frame: string }[] = [];
  const closed: string[] = [];
  /** How the line behaves; a test may have it otherwise. */
  const line: { push: Live['push'] } = { push: async () => 'sent' };
  const live: Live = {
    async push(connection, frame) {
      const answer = await line.push(connection, frame);
      if (answer === 'sent') pushed.push({ connection, frame });
      return answer;
    },
    close: async (connection) => void closed.push(connection),
  };
  const opens = {
    clock: () => ({ now: () => new Date().toISOString() }),
    ids: () => ({
      next: () => `01KAW0T0RE${String(sent.length).padStart(16, '0')}`,
      secret: () => createHash('sha256').update(`secret ${++made}`).digest('base64url'),
    }),
    records: () => records,
    objects: () => objects,
    alerts: () => ({ send: async (body: string) => void sent.push(body) }),
    workflows: () => workflows,
    settings: () => effectiveSettings(records, layerHouseRules(join(root, 'layers', 'house-rules'))),
    topics: () => topics,
    secrets: () => ({ read: async (name: string) => kept.get(name) ?? [] }),
    vault: () => ({
      put: async (name: string, value: string) => void kept.set(name, [value, ...(kept.get(name) ?? [])].slice(0, 2)),
    }),
    site: () => ({
      facts: () => ({
        home: 'aws' as const,
        url: 'https://mendgate.example.com',
        practice: false,
        signIn: { kind: 'oidc' as const, issuer, client: 'console' },
        live: '/live',
      }),
    }),
    live: () => live,
    audit: () => auditTable({ client: dynamo.client, table: dynamo.audit }),
    mail: () => ({
      async send(letter: Letter) {
        letters.push(letter);
        return 'sent' as const;
      },
    }),
  } satisfies Partial<Opens<Exclude<PortName, 'clusters' | 'sealer'>>>;

  const hook: Hook = {
    id: 'prometheus',
    tenant,
    source: 'alertmanager',
    auth: { kind: 'bearer' },
    secret: 'hook.prometheus',
    cluster: 'production',
  };
  await records.write([create(shapes.hook, keys.hook(hook.id), hook)]);

  return {
    opens,
    records,
    sent,
    letters,
    started,
    pushed,
    closed,
    line,
    audited: (incident: string) => auditedIn(dynamo, tenant, incident),
    async admit(subject: string, ...roles: Role[]): Promise<void> {
      const user = { id: subject, tenant, roles, name: subject, mail: `${subject}@example.com` };
      const person = { issuer, subject, tenant, user: subject, at: '2026-11-24T11:50:36.000Z' };
      await records.write([
        create(shapes.user, keys.user(tenant, subject), { ...user, person: { issuer, subject } }),
        create(shapes.person, keys.person(issuer, subject), person),
        ...(await ownersWith(records, user, true)),
      ]);
    },
    incidents: async () => (await records.browse({ list: lists.incidents(tenant) })).items,
    outbox: async (incident: string): Promise<Item[]> =>
      (await records.query({ pk: partitionOf(tenant, incident), prefix: prefixes.outbox })).items,
    /** An item as a stream of new images shows it. */
    async image(key: Key): Promise<Record<string, unknown>> {
      const Key = { pk: { S: key.pk }, sk: { S: key.sk } };
      return (await dynamo.client.send(new GetItemCommand({ TableName: dynamo.table, Key }))).Item ?? {};
    },
    async close(): Promise<void> {
      db.close();
      await dynamo.close();
    },
  };
}
export type AwsHome = Awaited<ReturnType<typeof awsHome>>;
