import { request } from 'node:http';
import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, inject, test } from 'vitest';
import { WebSocket } from 'ws';
import { until } from '../../../tools/k8s/kube.ts';
import { account, region } from '../../../tools/stack/up.ts';
import { drain } from '../../contract/sqs-fauxqs.ts';
import { differences } from './differences.ts';
import { zipOf } from './json-services.ts';
import { openMendgate } from './mendgate.ts';

const home = openMendgate(inject('deployed'));
const sfn = new SFNClient(home.config);
const dynamo = new DynamoDBClient(home.config);
const sqs = new SQSClient({ ...home.config, useQueueUrlAsEndpoint: false });
const within = { within: 20_000 };

/** Each is green as long as the emulator differs: the day one is red, a line of the list and what follows from it can go. */
const watched: Record<string, () => Promise<void>> = {
  'alarm-events': async () => {
    const { url, arn } = await probeQueue('probe-alarms');
    for (const [rule, pattern] of [
      ['probe-alarms', { source: ['aws.cloudwatch'] }],
      ['probe-others', { source: ['probe'] }],
    ] as const) {
      await home.aws.call('events', 'AWSEvents.PutRule', { Name: rule, EventPattern: JSON.stringify(pattern) });
      await home.aws.call('events', 'AWSEvents.PutTargets', { Rule: rule, Targets: [{ Id: 'queue', Arn: arn }] });
    }
    const alarm = { AlarmName: 'probe', MetricName: 'm', Namespace: 'n', Period: 60, Statistic: 'Sum', Threshold: 1 };
    const how = { EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold' };
    await home.aws.call('monitoring', 'GraniteServiceVersion20100801.PutMetricAlarm', { ...alarm, ...how });
    const state = { AlarmName: 'probe', StateValue: 'ALARM', StateReason: 'probe' };
    expect(await home.aws.call('monitoring', 'GraniteServiceVersion20100801.SetAlarmState', state)).toMatchObject({
      status: 200,
    });
    const event = (Source: string) => ({ Entries: [{ Source, DetailType: 'probe', Detail: '{}' }] });
    expect(await home.aws.call('events', 'AWSEvents.PutEvents', event('aws.cloudwatch'))).toMatchObject({
      FailedEntryCount: 1,
    });
    // What comes after it is there, so it would be there too.
    await home.aws.call('events', 'AWSEvents.PutEvents', event('probe'));
    const got = await until('the other event', () => some(() => drain(sqs, url)), within);
    expect(got.map(({ body }) => JSON.parse(body).source)).toEqual(['probe']);
  },

  'stream-failures': async () => {
    const { url, arn } = await probeQueue('probe-stream-failures');
    const table = await dynamo.send(
      new CreateTableCommand({
        TableName: 'probe-stream',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      }),
    );
    // Fails every record, and writes down each time it was asked.
    await home.aws.makeFunction('probe-stream', probeStream(home.outputs.AuditTableName ?? ''));
    await home.aws.post('lambda', '/2015-03-31/event-source-mappings', {
      FunctionName: 'probe-stream',
      EventSourceArn: table.TableDescription?.LatestStreamArn,
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: arn } },
    });
    const put = (pk: string) => dynamo.send(new PutItemCommand({ TableName: 'probe-stream', Item: { pk: { S: pk } } }));
    await put('first');
    await until('the first record', () => asked('first'), within);
    await put('second');
    await until('the second record', () => asked('second'), within);
    expect(await asked('first'), 'tried once, though it failed').toBe(1);
    expect(await drain(sqs, url)).toEqual([]);
  },

  'machine-aliases': async () => {
    const Type = 'AWS::StepFunctions::StateMachineVersion';
    const template = { Resources: { V: { Type, Properties: { StateMachineArn: home.outputs.InvestigationArn } } } };
    const form = new URLSearchParams({
      Action: 'CreateStack',
      Version: '2010-05-15',
      StackName: 'probe-version',
      TemplateBody: JSON.stringify(template),
    });
    const scope = `Credential=test/20260101/${region}/cloudformation/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`;
    const response = await fetch(home.config.endpoint, { method: 'POST', body: form, headers: { authorization } });
    expect(await response.text()).toContain(`Unrecognized resource types: [${Type}]`);
  },

  layers: async () => {
    const layer = await home.aws.post('lambda', '/2018-10-31/layers/probe/versions', {
      Content: { ZipFile: zipOf('probe.txt', Buffer.from('here')).toString('base64') },
    });
    const look = `exports.handler = async () => require('node:fs').existsSync('/opt/probe.txt');`;
    await home.aws.makeFunction('probe-layers', look, { Layers: [layer.LayerVersionArn] });
    expect(await home.aws.invoke('probe-layers', {})).toEqual({ failed: false, answer: false });
  },

  permissions: async () => {
    const nobody = { ...home.config, credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' } };
    const ask = { TableName: home.outputs.IncidentsTableName, Key: { pk: { S: 'a' }, sk: { S: 'b' } } };
    const read = await new DynamoDBClient(nobody).send(new GetItemCommand(ask));
    expect(read.$metadata.httpStatusCode).toBe(200);
  },

  'front-door': async () => {
    const host = new URL(home.outputs.Url ?? '').host;
    const statusBy = (proto: string) =>
      new Promise<number | undefined>((done, fail) => {
        const headers = { host, 'x-forwarded-proto': proto };
        request(`${home.config.endpoint}/healthz`, { headers }, (answer) => {
          answer.resume();
          done(answer.statusCode);
        })
          .once('error', fail)
          .end();
      });
    expect(await statusBy('http'), 'a sender in the clear is not let in').toBe(403);
    expect(await statusBy('https')).toBe(502);
  },

  'machine-timeout': async () => {
    const wait = { Type: 'Wait', Seconds: 2, End: true };
    expect(await outcomeOf({ StartAt: 'W', TimeoutSeconds: 1, States: { W: wait } })).toMatchObject({
      status: 'SUCCEEDED',
    });
  },

  'missing-path': async () => {
    const pass = { Type: 'Pass', Parameters: { 'a.$': '$.not.there' }, End: true };
    expect(await outcomeOf({ StartAt: 'P', States: { P: pass } })).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"a": null}',
    });
  },

  'large-output': async () => {
    const pass = { Type: 'Pass', Result: 'x'.repeat(300_000), End: true };
    expect(await outcomeOf({ StartAt: 'P', States: { P: pass } })).toMatchObject({ status: 'SUCCEEDED' });
  },

  'invalid-machine': async () => {
    expect(await outcomeOf({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Nowhere' } } })).toMatchObject({
      status: 'FAILED',
    });
  },

  'move-messages': async () => {
    const answer = await home.aws.call('sqs', 'AmazonSQS.StartMessageMoveTask', { SourceArn: 'arn:aws:sqs:x:1:y' });
    expect(answer).toMatchObject({ status: 400 });
    expect(JSON.stringify(answer)).toContain('InvalidAction');
  },

  'socket-refusal': async () => {
    const refuses = await probeSocket('refuses', 'exports.handler = async () => ({ statusCode: 401 });');
    const refused = new Promise((done) => {
      new WebSocket(refuses)
        .once('unexpected-response', (_, { statusCode }) => done(statusCode))
        .once('error', () => {});
    });
    expect(await refused).toBe(403);
  },

  'socket-answers': async () => {
    const talks = await probeSocket('talks', `exports.handler = async () => ({ statusCode: 200, body: 'said' });`);
    const socket = new WebSocket(talks);
    const heard = new Promise((done) => socket.once('message', (data) => done(String(data))));
    socket.once('open', () => socket.send('anything'));
    expect(await heard).toBe('said');
    socket.terminate();
  },

  'deletion-of-audit': async () => {
    const TableName = home.outputs.AuditTableName;
    const Item = { pk: { S: 'probe' }, sk: { S: 'probe' } };
    await dynamo.send(new PutItemCommand({ TableName, Item }));
    const deleted = await dynamo.send(new DeleteItemCommand({ TableName, Key: Item }));
    expect(deleted.$metadata.httpStatusCode).toBe(200);
  },
};

test('every difference is watched or says why it is not', () => {
  const expected = differences.filter((it) => it.unwatched === undefined).map((it) => it.id);
  expect(Object.keys(watched).toSorted()).toEqual(expected.toSorted());
});

test.each(Object.keys(watched))('%s: the emulator still differs', async (id) => {
  await watched[id]?.();
});

async function probeQueue(QueueName: string): Promise<{ url: string; arn: string }> {
  const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
  const ask = { QueueUrl: url, AttributeNames: ['QueueArn' as const] };
  return { url, arn: (await sqs.send(new GetQueueAttributesCommand(ask))).Attributes?.QueueArn ?? '' };
}

/** A WebSocket API of one function for $connect and $default; where to connect to. */
async function probeSocket(name: string, code: string): Promise<string> {
  await home.aws.makeFunction(name, code);
  const api = await home.aws.post('apigateway', '/v2/apis', {
    name,
    protocolType: 'WEBSOCKET',
    routeSelectionExpression: '$request.body.action',
  });
  const { integrationId } = await home.aws.post('apigateway', `/v2/apis/${api.apiId}/integrations`, {
    integrationType: 'AWS_PROXY',
    integrationUri: `arn:aws:lambda:${region}:${account}:function:${name}`,
  });
  for (const routeKey of ['$connect', '$default'])
    await home.aws.post('apigateway', `/v2/apis/${api.apiId}/routes`, {
      routeKey,
      target: `integrations/${integrationId}`,
    });
  await home.aws.post('apigateway', `/v2/apis/${api.apiId}/stages`, { stageName: 'probe', autoDeploy: true });
  return `${home.config.endpoint.replace('http', 'ws')}/_aws/execute-api/${api.apiId}/probe`;
}

const some = async <T>(read: () => Promise<T[]>): Promise<T[] | undefined> => {
  const found = await read();
  return found.length > 0 ? found : undefined;
};

let made = 0;
async function outcomeOf(definition: object) {
  const name = `probe-${++made}`;
  const machine = { name, definition: JSON.stringify(definition), roleArn: `arn:aws:iam::${account}:role/probe` };
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand(machine));
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  return until(
    'the end of it',
    async () => {
      const { status, output, error } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return status === 'RUNNING' ? undefined : { status, output, error };
    },
    within,
  );
}

/** Counts in the audit table how often it was asked for a record, and fails it each time. */
const probeStream = (table: string): string => `
exports.handler = async ({ Records }) => {
  for (const { dynamodb } of Records) {
    const body = {
      TableName: ${JSON.stringify(table)},
      Key: { pk: { S: 'asked' }, sk: { S: dynamodb.Keys.pk.S } },
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    };
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.UpdateItem',
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    };
    await fetch(process.env.AWS_ENDPOINT_URL, { method: 'POST', headers, body: JSON.stringify(body) });
  }
  return { batchItemFailures: Records.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })) };
};`;

async function asked(record: string): Promise<number> {
  const Key = { pk: { S: 'asked' }, sk: { S: record } };
  const found = await dynamo.send(new GetItemCommand({ TableName: home.outputs.AuditTableName, Key }));
  return Number(found.Item?.n?.N ?? 0);
}
