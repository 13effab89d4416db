import { jsonServices } from '../test/stack/deployed/json-services.ts';
import { account, region } from '../tools/stack/up.ts';
import { until } from './until.ts';

const table = 'bare';
const withinMs = 30_000;

/**
 * The least that anything deployed there has to do: a POST to an HTTP API, whose function puts it on a queue, whose reader writes it
 * into a table. Returns what does it once, until the item can be read.
 */
export async function barePath(endpoint: string): Promise<(id: string) => Promise<void>> {
  const aws = jsonServices(endpoint);
  const dynamo = (action: string, input: object) => aws.call('dynamodb', `DynamoDB_20120810.${action}`, input);
  await dynamo('CreateTable', {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  });
  const { QueueUrl } = await aws.call('sqs', 'AmazonSQS.CreateQueue', { QueueName: table });
  const sent = calling('sqs', 'AmazonSQS.SendMessage', `{ QueueUrl: '${QueueUrl}', MessageBody: event.body }`);
  await aws.makeFunction('bare-take', `exports.handler = async (event) => { ${sent} return { statusCode: 202 }; };`);
  const put = calling('dynamodb', 'DynamoDB_20120810.PutItem', `{ TableName: '${table}', Item: { pk: { S: body } } }`);
  await aws.makeFunction(
    'bare-write',
    `exports.handler = async ({ Records }) => { for (const { body } of Records) { ${put} } };`,
  );
  const arn = (service: string, name: string) => `arn:aws:${service}:${region}:${account}:${name}`;
  await aws.post('lambda', '/2015-03-31/event-source-mappings', {
    FunctionName: 'bare-write',
    EventSourceArn: arn('sqs', table),
  });
  const api = await aws.post('apigateway', '/v2/apis', { name: table, protocolType: 'HTTP' });
  const integration = await aws.post('apigateway', `/v2/apis/${api.apiId}/integrations`, {
    integrationType: 'AWS_PROXY',
    integrationUri: arn('lambda', 'function:bare-take'),
    payloadFormatVersion: '2.0',
  });
  const target = `integrations/${integration.integrationId}`;
  await aws.post('apigateway', `/v2/apis/${api.apiId}/routes`, { routeKey: 'POST /', target });
  await aws.post('apigateway', `/v2/apis/${api.apiId}/stages`, { stageName: '$default', autoDeploy: true });
  return async (id) => {
    const { status } = await fetch(`${endpoint}/_aws/execute-api/${api.apiId}/$default/`, { method: 'POST', body: id });
    if (status !== 202) throw new Error(`the bare path answered ${status}`);
    const there = async () =>
      (await dynamo('GetItem', { TableName: table, Key: { pk: { S: id } } })).Item as object | undefined;
    await until(`the item ${id}`, there, { withinMs, everyMs: 25 });
  };
}

/** Source that calls a JSON service of the emulator with what is in scope there. */
const calling = (service: string, target: string, input: string): string => `
  await fetch(process.env.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': '${target}',
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(${input}),
  });`;
