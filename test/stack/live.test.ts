import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { afterAll, beforeAll } from 'vitest';
import { WebSocket } from 'ws';
import { postToConnection } from '../../src/adapters/aws/post-to-connection.ts';
import { until } from '../../tools/k8s/until.ts';
import { region, type Stack, up } from '../../tools/stack/up.ts';
import { liveContract, type OtherEnd } from '../contract/live-contract.ts';

/** A WebSocket API whose `$default` tells whoever asks the name of their connection, which nobody else knows here. */
const template = {
  Resources: {
    Tell: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'tell',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::000000000000:role/tell',
        Code: {
          ZipFile:
            'exports.handler = async (event) => ({ statusCode: 200, body: `connection:${event.requestContext.connectionId}` });',
        },
      },
    },
    Api: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { Name: 'lines', ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: {
          'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Tell.Arn}/invocations',
        },
      },
    },
    Default: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: '$default',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
      },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, StageName: 'live', AutoDeploy: true },
    },
  },
  Outputs: { ApiId: { Value: { Ref: 'Api' } } },
};

let stack: Stack;
let place: string;
beforeAll(async () => {
  stack = await up();
  await cloudFormation({ Action: 'CreateStack', StackName: 'lines', TemplateBody: JSON.stringify(template) });
  const api = await until(
    'the API',
    async () => /<OutputValue>(\w+)</.exec(await cloudFormation({ Action: 'DescribeStacks', StackName: 'lines' }))?.[1],
    { within: 30_000 },
  );
  place = `/_aws/execute-api/${api}/live`;
});
afterAll(() => stack.close());

async function cloudFormation(asked: Record<string, string>): Promise<string> {
  const response = await fetch(stack.endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/cloudformation/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({ ...asked, Version: '2010-05-15' }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${asked.Action}: ${response.status} ${text}`);
  return text;
}

liveContract('Live through a WebSocket API', async () => {
  const client = new ApiGatewayManagementApiClient({
    endpoint: stack.endpoint + place,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const sockets: WebSocket[] = [];
  return {
    live: postToConnection({ client }),
    async connect(): Promise<OtherEnd> {
      const socket = new WebSocket(stack.endpoint.replace('http', 'ws') + place);
      sockets.push(socket);
      const got: string[] = [];
      const named = new Promise<string>((resolve) => {
        socket.on('message', (data) => {
          const name = /^connection:(.+)$/.exec(String(data))?.[1];
          if (name === undefined) got.push(String(data));
          else resolve(name);
        });
      });
      await new Promise((resolve, reject) => {
        socket.once('open', resolve);
        socket.once('error', reject);
      });
      socket.send('who am I?');
      const hangUp = () =>
        new Promise<void>((resolve) => {
          socket.once('close', () => resolve());
          socket.close();
        });
      return { connection: await named, got, ended: () => socket.readyState === WebSocket.CLOSED, hangUp };
    },
    async close() {
      for (const socket of sockets) socket.terminate();
      client.destroy();
    },
  };
});
