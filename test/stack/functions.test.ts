import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dynamoRecords } from '../../src/adapters/aws/dynamodb-records.ts';
import { executionArnOf } from '../../src/adapters/aws/step-functions.ts';
import { incidentsTable } from '../../src/adapters/aws/table.ts';
import { Environment } from '../../src/contracts/environment.ts';
import type { Hook } from '../../src/contracts/hook.ts';
import { keys, lists, partitionOf, prefixes } from '../../src/core/ledger/keys.ts';
import { create, shapes } from '../../src/core/ledger/shapes.ts';
import type { Records } from '../../src/core/ports.ts';
import { account, type Stack, up } from '../../tools/stack/up.ts';
import { root } from '../architecture/tree.ts';
import { drain } from '../contract/sqs-fauxqs.ts';
import { eventBytes, hookSecret, issuer, tenant } from '../functions/aws-home.ts';
import { httpEvent, sqsEvent, statusChange, streamEvent } from '../functions/events.ts';

let stack: Stack;
let environment: Environment;
let records: Records;
const clients = () => ({ dynamo: new DynamoDBClient({}), sqs: new SQSClient({ useQueueUrlAsEndpoint: false }) });

/** The functions themselves, as they are deployed: what they are told is in the environment, the rest they open. */
beforeAll(async () => {
  stack = await up();
  for (const [name, value] of Object.entries(stack.environment)) vi.stubEnv(name, value);
  const { dynamo, sqs } = clients();
  const table = 'incidents';
  const input = { TableName: table, ...structuredClone(incidentsTable) };
  // The SDK's types want mutable lists.
  await dynamo.send(new CreateTableCommand(input as unknown as CreateTableCommand['input']));
  await new S3Client({}).send(new CreateBucketCommand({ Bucket: 'objects' }));
  const secret = { Name: 'mendgate/hook.prometheus', SecretString: hookSecret };
  await new SecretsManagerClient({}).send(new CreateSecretCommand(secret));
  const machine = async (name: string): Promise<string> => {
    const definition = JSON.stringify({ StartAt: 'Only', States: { Only: { Type: 'Wait', Seconds: 50, End: true } } });
    const ask = { name, definition, roleArn: `arn:aws:iam::${account}:role/machine` };
    return (await new SFNClient({}).send(new CreateStateMachineCommand(ask))).stateMachineArn ?? '';
  };
  environment = Environment.parse({
    MENDGATE_TENANT: tenant,
    INCIDENTS_TABLE: table,
    OBJECTS_BUCKET: 'objects',
    ALERTS_QUEUE_URL: (await sqs.send(new CreateQueueCommand({ QueueName: 'alerts' }))).QueueUrl,
    INVESTIGATION_ARN: await machine('investigation'),
    REMEDIATION_ARN: await machine('remediation'),
    SEAL_KEY_ID: (await new KMSClient({}).send(new CreateKeyCommand({}))).KeyMetadata?.KeyId,
    SECRETS_PREFIX: 'mendgate',
    CLUSTERS: '[]',
    LIVE_ENDPOINT: `${stack.endpoint}/_aws/execute-api/nobody/live`,
    AUDIT_TABLE: 'audit',
    ISSUER: issuer,
    CLIENT_ID: 'console',
    CLUSTER_ROLES: `arn:aws:iam::${account}:role/mendgate-us-east-1-`,
    HOUSE_RULES: join(root, 'layers', 'house-rules'),
  });
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  records = dynamoRecords({ client: DynamoDBDocumentClient.from(dynamo), table });
  const hook: Hook = {
    id: 'prometheus',
    tenant,
    source: 'alertmanager',
    auth: { kind: 'bearer' },
    secret: 'hook.prometheus',
    cluster: 'production',
  };
  await records.write([create(shapes.hook, keys.hook(hook.id), hook)]);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await stack.close();
});

const receive = async (body: Uint8Array) =>
  (await import('../../functions/receive-webhook.ts')).handler(
    httpEvent({
      routeKey: 'POST /hooks/{source}/{hook}',
      params: { source: 'alertmanager', hook: 'prometheus' },
      headers: { authorization: `Bearer ${hookSecret}`, 'content-type': 'application/json' },
      body,
    }),
  );
const open = async () => {
  const { dynamo: _, sqs } = clients();
  const messages = await drain(sqs, environment.ALERTS_QUEUE_URL);
  const bodies = messages.map(({ body }) => body);
  const answer = await (await import('../../functions/open-incident.ts')).handler(sqsEvent(...bodies));
  return { bodies, answer };
};
const incidents = async () => (await records.browse({ list: lists.incidents(tenant) })).items;

describe('the functions and their environment', () => {
  let incident = '';

  test('a webhook is on the queue, then an incident', async () => {
    expect(await receive(eventBytes('alertmanager/minimal.json'))).toMatchObject({ statusCode: 202 });
    expect((await open()).answer).toEqual({ batchItemFailures: [] });
    const [found, ...more] = await incidents();
    expect(more).toEqual([]);
    incident = String(found?.body.id);
  });

  test('a megabyte of alarms goes by reference and arrives', async () => {
    const { alerts, ...rest } = JSON.parse(eventBytes('alertmanager/storm.json').toString());
    const filler = 'x'.repeat(900_000);
    const body = Buffer.from(JSON.stringify({ ...rest, alerts, commonAnnotations: { filler } }));
    expect(await receive(body)).toMatchObject({ statusCode: 202 });
    const { bodies, answer } = await open();
    expect(bodies).toEqual([expect.stringMatching(/^mendgate-object:/)]);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect((await incidents()).length).toBeGreaterThan(1);
  });

  test('its outbox row starts the machine, once', async () => {
    const [row] = (await records.query({ pk: partitionOf(tenant, incident), prefix: prefixes.outbox })).items;
    const Key = { pk: { S: row?.pk ?? '' }, sk: { S: row?.sk ?? '' } };
    const { dynamo } = clients();
    const image = (await dynamo.send(new GetItemCommand({ TableName: environment.INCIDENTS_TABLE, Key }))).Item;
    const { handler } = await import('../../functions/deliver-outbox.ts');
    const event = streamEvent({ eventName: 'INSERT', image: image ?? {} });
    expect(await handler(event)).toEqual({ batchItemFailures: [] });
    expect(await handler(event)).toEqual({ batchItemFailures: [] });
    const executionArn = executionArnOf(environment.INVESTIGATION_ARN, incident);
    const { status, input } = await new SFNClient({}).send(new DescribeExecutionCommand({ executionArn }));
    expect({ status, input: JSON.parse(input ?? '') }).toMatchObject({
      status: 'RUNNING',
      input: { tenant, incident },
    });
  });

  test('as long as its machine runs nobody is asked to take it over', async () => {
    const { handler } = await import('../../functions/take-failed-execution.ts');
    const input = JSON.stringify({ tenant, incident });
    const answer = await handler(statusChange({ name: incident, status: 'FAILED', input, error: 'States.Runtime' }));
    expect(answer).toEqual({ escalated: false });
    const { handler: sweep } = await import('../../functions/sweep.ts');
    expect(await sweep({})).toEqual({ delivered: 0, escalated: 0 });
  });

  test('a step of the machine runs on its payload', async () => {
    const { handler } = await import('../../functions/triage-incident.ts');
    const now = '2026-11-24T11:50:36.000Z';
    const answer = await handler({ tenant, incident, execution: incident, now });
    expect(answer).toMatchObject({ verdict: 'real' });
    const { handler: collect } = await import('../../functions/collect-evidence.ts');
    const collecting = collect({ tenant, incident, execution: incident, now });
    await expect(collecting, 'no cluster is configured').rejects.toMatchObject({ name: 'NotFound' });
  });
});
