import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { beforeAll, describe, expect, test } from 'vitest';
import { rewriting } from '../../lib/audit-table.ts';
import { machineNames, tasksOf } from '../../lib/machines.ts';
import { functionIds } from '../../lib/rights.ts';
import { auditTableShape } from '../../src/adapters/aws/audit-table.ts';
import { incidentsTable } from '../../src/adapters/aws/table.ts';
import { Environment, toldWithPort } from '../../src/contracts/environment.ts';
import { type Route, routes } from '../../src/contracts/routes.ts';
import { functionWiring, type PortName, routeWiring } from '../../src/contracts/wiring.ts';
import { read } from '../architecture/tree.ts';
import {
  judged,
  logicalIdOf,
  ofType,
  type Resource,
  statementsIn,
  synthesized,
  type Template,
  textOf,
} from './synthesized.ts';

let template: Template;
let outdir: string;
let second: Template;
let owned: Template;
beforeAll(() => {
  ({ template, outdir } = synthesized());
  second = synthesized({
    stack: 'second',
    issuer: 'https://login.example.com',
    audience: 'mendgate',
    liveLog: 'on',
    liveEndpoint: 'http://127.0.0.1:4566/_aws/execute-api/{api}/live',
  }).template;
  owned = synthesized({ owner: 'ada@example.com' }).template;
});
const only = (type: string): Resource => {
  const found = ofType(template, type);
  expect(found.map(([id]) => id)).toHaveLength(1);
  return (found[0] as [string, Resource])[1];
};
const bucketNamed = (type: string): Resource =>
  (ofType(template, type).find(([id]) => id.startsWith('ObjectsBucket')) as [string, Resource])[1];
const lambdaOf = (id: string): [string, Resource] => {
  const found = ofType(template, 'AWS::Lambda::Function').find(
    ([, it]) => it.Properties.FunctionName === `mendgate-${id}`,
  );
  if (found === undefined) throw new Error(`no function ${id}`);
  return found;
};

const tableIds = () => ofType(template, 'AWS::DynamoDB::Table').map(([id]) => id);

describe('stores', () => {
  const tables = () => ofType(template, 'AWS::DynamoDB::Table');
  test('the incidents table is what the adapter says, and cannot be lost by a slip', () => {
    const [, table] = tables().find(([id]) => id.startsWith('IncidentsTable')) ?? [];
    const shape = Object.fromEntries(Object.entries(incidentsTable).filter(([name]) => name !== 'StreamSpecification'));
    expect(table?.Properties).toMatchObject(shape);
    expect(table?.Properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_IMAGE' });
  });

  test('every table is kept, restorable, and encrypted with our key', () => {
    expect(tables()).toHaveLength(2);
    for (const [, table] of tables()) {
      expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(table.Properties).toMatchObject({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      });
      expect(logicalIdOf(table.Properties.SSESpecification.KMSMasterKeyId)).toMatch(/^DeploymentKey/);
    }
  });

  test('the audit table refuses whatever would change it', () => {
    const [, table] = tables().find(([id]) => id.startsWith('AuditTable')) ?? [];
    expect(table?.Properties).toMatchObject(auditTableShape);
    expect(table?.Properties.ResourcePolicy.PolicyDocument.Statement).toEqual([
      { Sid: 'AppendOnly', Effect: 'Deny', Principal: { AWS: '*' }, Action: [...rewriting].toSorted(), Resource: '*' },
    ]);
  });

  test('the bucket is closed, versioned and asks for TLS', () => {
    const bucket = bucketNamed('AWS::S3::Bucket');
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    const denied = JSON.stringify(bucketNamed('AWS::S3::BucketPolicy').Properties);
    expect(denied).toContain('"aws:SecureTransport":"false"');
  });
});

/** Queues that have no dead letter and are nobody's. */
function lostQueues(of: Template): string[] {
  const text = JSON.stringify(
    Object.values(of.Resources).filter(({ Type }) => Type !== 'AWS::SQS::QueuePolicy' && Type !== 'AWS::IAM::Role'),
  );
  return ofType(of, 'AWS::SQS::Queue')
    .filter(([id, queue]) => queue.Properties.RedrivePolicy === undefined && !isDestination(text, id))
    .map(([id]) => id);
}
const isDestination = (text: string, id: string): boolean =>
  ['deadLetterTargetArn', 'Destination', 'Arn'].some((name) =>
    text.includes(`"${name}":{"Fn::GetAtt":["${id}","Arn"]}`),
  );

describe('queues', () => {
  test('each has a dead letter or is one', () => {
    expect(ofType(template, 'AWS::SQS::Queue')).toHaveLength(4);
    expect(lostQueues(template)).toEqual([]);
  });

  test('one that is neither would be found', () => {
    const Resources = { ...template.Resources, Lost: { Type: 'AWS::SQS::Queue', Properties: {} } };
    expect(lostQueues({ ...template, Resources })).toEqual(['Lost']);
  });

  test('a message is not seen again while its function may still work on it', () => {
    const [, lambda] = lambdaOf('open-incident');
    const [, queue] = ofType(template, 'AWS::SQS::Queue').find(([, it]) => it.Properties.RedrivePolicy) ?? [];
    expect(queue?.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * lambda.Properties.Timeout);
  });
});

describe('functions', () => {
  test('one per step and group of routes', () => {
    const names = ofType(template, 'AWS::Lambda::Function').map(([, it]) => it.Properties.FunctionName);
    // And the one that puts the console into its bucket, which is neither.
    expect(names.toSorted()).toEqual([...functionIds, 'put-console'].map((id) => `mendgate-${id}`).toSorted());
  });

  test.each(functionIds)('%s: same code, its own handler, told everything of its environment', (id) => {
    const [, { Properties }] = lambdaOf(id);
    expect(Properties).toMatchObject({ Handler: `${id}.handler`, Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    expect(Properties.Code).toEqual(lambdaOf('sweep')[1].Properties.Code);
    const ports = functionWiring[id];
    const withPort = (Object.entries(toldWithPort) as [PortName, readonly string[]][]).flatMap(([port, names]) =>
      names.map((name) => [port, name] as const),
    );
    const told = Object.keys(Environment.shape).filter((name) => {
      const rows = withPort.filter(([, told]) => told === name);
      const behindGateway = Object.hasOwn(routeWiring, id);
      return (
        rows.length === 0 || (rows.some(([port]) => ports.includes(port)) && !(behindGateway && name === 'SITE_URL'))
      );
    });
    // Nobody said whom letters are from.
    const withoutMail = told.filter((name) => !name.startsWith('MAIL_'));
    expect(Object.keys(Properties.Environment.Variables).toSorted()).toEqual(withoutMail.toSorted());
  });

  test('those without code are named, with what to do', () => {
    const rest = functionIds.filter((id) => id !== 'sweep' && id !== 'holds');
    expect(() => synthesized({}, rest)).toThrow(/no code for sweep, holds: write functions\/NAME\.ts/);
  });
});

describe.each(machineNames)('machine %s', (name) => {
  const machineOf = () =>
    ofType(template, 'AWS::StepFunctions::StateMachine').find(
      ([, it]) => it.Properties.StateMachineName === `mendgate-${name}`,
    ) ??
    (() => {
      throw new Error(`no machine ${name}`);
    })();

  test('is its file, byte for byte', () => {
    const key = textOf(machineOf()[1].Properties.DefinitionS3Location.Key).replace(/\.json$/, '');
    const asset = readdirSync(outdir).find((file) => file.startsWith(`asset.${key}`));
    expect(readFileSync(join(outdir, asset ?? ''), 'utf8')).toBe(read(`statemachines/${name}.asl.json`));
  });

  test('every placeholder is the function of that state, and no other is given', () => {
    const given = machineOf()[1].Properties.DefinitionSubstitutions as Record<string, unknown>;
    const asked = [...read(`statemachines/${name}.asl.json`).matchAll(/\$\{(\w+)\}/g)].map((hit) => hit[1] ?? '');
    expect(Object.keys(given).toSorted()).toEqual([...new Set(asked)].toSorted());
    for (const { placeholder, id } of tasksOf(name)) expect(logicalIdOf(given[placeholder])).toBe(lambdaOf(id)[0]);
  });

  test('a step gives up before its state does', () => {
    for (const { id, state } of tasksOf(name)) {
      const { Timeout } = lambdaOf(id)[1].Properties;
      expect(Timeout, id).toBeLessThan(state.TimeoutSeconds ?? Number.POSITIVE_INFINITY);
    }
  });

  test('logs no data, is encrypted with our key, and may call its own steps only', () => {
    const [, { Properties }] = machineOf();
    expect(Properties.LoggingConfiguration).toMatchObject({ IncludeExecutionData: false, Level: 'ALL' });
    expect(logicalIdOf(Properties.EncryptionConfiguration.KmsKeyId)).toMatch(/^DeploymentKey/);
    const role = template.Resources[logicalIdOf(Properties.RoleArn) ?? ''];
    const [invoke] = role?.Properties.Policies[0].PolicyDocument.Statement ?? [];
    expect(invoke.Action).toBe('lambda:InvokeFunction');
    expect(new Set(invoke.Resource.map(logicalIdOf))).toEqual(new Set(tasksOf(name).map(({ id }) => lambdaOf(id)[0])));
  });

  test('is started through its alias, by all who start it', () => {
    const [id] = machineOf();
    const [, version] =
      ofType(template, 'AWS::StepFunctions::StateMachineVersion').find(
        ([, it]) => logicalIdOf(it.Properties.StateMachineArn) === id,
      ) ?? [];
    expect(version).toMatchObject({ UpdateReplacePolicy: 'Retain' });
    const told = lambdaOf('deliver-outbox')[1].Properties.Environment.Variables[`${name.toUpperCase()}_ARN`];
    expect(textOf(told)).toMatch(new RegExp(`:stateMachine:mendgate-${name}:live$`));
  });
});

const stageOf = (of: Template, name: string) => {
  const [, found] = ofType(of, 'AWS::ApiGatewayV2::Stage').find(([, it]) => it.Properties.StageName === name) ?? [];
  if (found === undefined) throw new Error(`no stage ${name}`);
  return found.Properties;
};
const namesWhatCame = /\$context\.path|header|query/i;

test.each(['add-person', 'add-hook'] as const)('nothing of the stack leads to %s', (id) => {
  const [logical] = lambdaOf(id);
  const leading = Object.entries(template.Resources).filter(
    ([, { Type, Properties }]) =>
      Type !== 'AWS::Lambda::Function' && JSON.stringify(Properties ?? {}).includes(`"${logical}"`),
  );
  expect(leading.map(([name]) => name)).toEqual([]);
  // The same look finds what leads to another.
  expect(JSON.stringify(template.Resources)).toContain(`"${lambdaOf('sweep')[0]}"`);
});

describe('the gateway', () => {
  const routesHere = (routes as readonly Route[]).filter(({ only }) => only === undefined);
  const made = () =>
    new Map(
      ofType(template, 'AWS::ApiGatewayV2::Route')
        .map(([, it]) => [it.Properties.RouteKey as string, it.Properties] as const)
        .filter(([key]) => !key.startsWith('$')),
    );
  const keyOf = ({ method, path }: { method: string; path: string }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`;

  test('has the routes of the table and no other', () => {
    expect([...made().keys()].toSorted()).toEqual(routesHere.map(keyOf).toSorted());
  });

  test.each(routesHere)('$method $path', (route) => {
    const properties = made().get(keyOf(route));
    expect(properties?.AuthorizationType).toBe(route.auth === 'person' ? 'JWT' : 'NONE');
    const integration = template.Resources[logicalIdOf(properties?.Target) ?? ''];
    expect(logicalIdOf(integration?.Properties.IntegrationUri)).toBe(lambdaOf(route.group)[0]);
    expect(integration?.Properties.PayloadFormatVersion).toBe('2.0');
  });

  test('its log names no path, header or query', () => {
    const { Format } = stageOf(template, '$default').AccessLogSettings;
    expect(Object.keys(JSON.parse(Format))).toContain('route');
    expect(Format).not.toMatch(namesWhatCame);
  });

  test('people sign in at pages of the pool, in a browser that keeps no secret, and come back to the front door', () => {
    const pool = logicalIdOf(only('AWS::Cognito::UserPoolDomain').Properties.UserPoolId);
    expect(template.Resources[pool ?? '']?.Properties).toMatchObject({
      MfaConfiguration: 'ON',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
    const client = only('AWS::Cognito::UserPoolClient').Properties;
    expect(client).toMatchObject({
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      GenerateSecret: false,
      // An invitation goes by the mail: nobody gives themselves another.
      WriteAttributes: ['name'],
      SupportedIdentityProviders: ['COGNITO'],
    });
    for (const urls of [client.CallbackURLs, client.LogoutURLs]) {
      expect(urls).toHaveLength(1);
      expect(logicalIdOf(urls[0])).toMatch(/^FrontDoorDistribution/);
    }
    expect(textOf(client.CallbackURLs[0])).toMatch(/^https:\/\/\{FrontDoor\w+\.DomainName\}\/sign-in$/);
  });

  test('the first owner is invited by the pool when they are named, and only then', () => {
    expect(ofType(template, 'AWS::Cognito::UserPoolUser')).toEqual([]);
    const [[, user] = []] = ofType(owned, 'AWS::Cognito::UserPoolUser');
    expect(user?.Properties).toMatchObject({
      Username: 'ada@example.com',
      DesiredDeliveryMediums: ['EMAIL'],
      UserAttributes: expect.arrayContaining([{ Name: 'email_verified', Value: 'true' }]),
    });
  });

  test('another issuer takes the place of the user pool', () => {
    const other = second;
    expect(ofType(other, 'AWS::Cognito::UserPool')).toEqual([]);
    expect(ofType(other, 'AWS::ApiGatewayV2::Authorizer')[0]?.[1].Properties.JwtConfiguration).toEqual({
      Issuer: 'https://login.example.com',
      Audience: ['mendgate'],
    });
  });
});

describe('the live line', () => {
  const socketApi = () =>
    ofType(template, 'AWS::ApiGatewayV2::Api').find(([, it]) => it.Properties.ProtocolType === 'WEBSOCKET')?.[0];

  test.each([
    ['$connect', 'live-connect'],
    ['$disconnect', 'live-disconnect'],
    ['$default', 'live-default'],
  ])('%s is %s', (key, id) => {
    const [, route] =
      ofType(template, 'AWS::ApiGatewayV2::Route').find(([, it]) => it.Properties.RouteKey === key) ?? [];
    expect(logicalIdOf(route?.Properties.ApiId)).toBe(socketApi());
    const integration = template.Resources[logicalIdOf(route?.Properties.Target) ?? ''];
    expect(JSON.stringify(integration?.Properties.IntegrationUri)).toContain(`"${lambdaOf(id)[0]}"`);
    // Nothing is sent but frames.
    expect(route?.Properties.RouteResponseSelectionExpression).toBeUndefined();
  });

  test('its stage is the path people reach it by, and takes so much at once', () => {
    const { ApiId, DefaultRouteSettings, AccessLogSettings } = stageOf(template, 'live');
    expect(logicalIdOf(ApiId)).toBe(socketApi());
    expect(DefaultRouteSettings).toEqual({ ThrottlingBurstLimit: 100, ThrottlingRateLimit: 50 });
    expect(AccessLogSettings, 'which needs a role of the whole account').toBeUndefined();
    const { CacheBehaviors, Origins } = only('AWS::CloudFront::Distribution').Properties.DistributionConfig;
    const [behaviour] = CacheBehaviors.filter(({ PathPattern }: { PathPattern: string }) => PathPattern === '/live');
    const origin = Origins.find(({ Id }: { Id: string }) => Id === behaviour.TargetOriginId);
    expect(JSON.stringify(origin.DomainName)).toContain(`"${socketApi()}"`);
    expect(origin.OriginPath).toBeUndefined();
    expect(behaviour.ViewerProtocolPolicy).toBe('https-only');
  });

  test('asked to, it logs, and names neither path nor query: the ticket is in it', () => {
    const { Format } = stageOf(second, 'live').AccessLogSettings;
    expect(Object.keys(JSON.parse(Format))).toContain('event');
    expect(Format).not.toMatch(namesWhatCame);
  });

  test('functions post to its stage, or where an emulator takes it', () => {
    const told = (of: Template) =>
      ofType(of, 'AWS::Lambda::Function').flatMap(
        ([, it]) => (it.Properties.Environment?.Variables as Record<string, unknown> | undefined)?.LIVE_ENDPOINT ?? [],
      );
    expect(told(template).map(textOf)).toEqual(
      Array(2).fill(`https://{${socketApi()}}.execute-api.{AWS::Region}.{AWS::URLSuffix}/live`),
    );
    expect(told(second).map(textOf)[0]).toMatch(
      /^http:\/\/127\.0\.0\.1:4566\/_aws\/execute-api\/\{LiveWebSocket\w+\}\/live$/,
    );
  });

  test('only the reader of the stream and the sweep add to the audit, and nobody reads or changes it', () => {
    const audit = tableIds().find((id) => id.startsWith('AuditTable')) ?? '';
    const rights = functionIds.flatMap((id) => {
      const role = template.Resources[logicalIdOf(lambdaOf(id)[1].Properties.Role) ?? ''];
      return statementsIn({ ...template, Resources: { role: role as Resource } })
        .filter(({ statement }) => JSON.stringify(statement.Resource ?? '').includes(`"${audit}"`))
        .map(({ statement }) => [id, statement.Action]);
    });
    expect(rights).toEqual([
      ['deliver-outbox', 'dynamodb:PutItem'],
      ['sweep', 'dynamodb:PutItem'],
    ]);
  });
});

describe('events', () => {
  const ruleWith = (source: string) =>
    ofType(template, 'AWS::Events::Rule').find(([, it]) => it.Properties.EventPattern.source.includes(source))?.[1]
      .Properties;

  test('alarms of the account come in as they are, but not those about Mendgate itself', () => {
    const rule = ruleWith('aws.cloudwatch');
    expect(rule?.EventPattern.detail).toEqual({ alarmName: [{ 'anything-but': { prefix: 'mendgate-' } }] });
    expect(rule?.Targets).toEqual([expect.objectContaining({ SqsParameters: { MessageGroupId: 'home' } })]);
    expect(rule?.Targets[0]).not.toHaveProperty('InputTransformer');
    for (const [, alarm] of ofType(template, 'AWS::CloudWatch::Alarm'))
      expect(alarm.Properties.AlarmName).toMatch(/^mendgate-/);
  });

  test('executions that ended without an answer are taken', () => {
    const rule = ruleWith('aws.states');
    expect(rule?.EventPattern.detail.status).toEqual(['FAILED', 'TIMED_OUT', 'ABORTED']);
    expect(logicalIdOf(rule?.Targets[0].Arn)).toBe(lambdaOf('take-failed-execution')[0]);
  });

  test('one reader of the stream, which sets apart what it cannot deliver', () => {
    const readers = ofType(template, 'AWS::Lambda::EventSourceMapping').filter(
      ([, it]) => it.Properties.StartingPosition,
    );
    expect(readers.map(([, it]) => logicalIdOf(it.Properties.FunctionName))).toEqual([lambdaOf('deliver-outbox')[0]]);
    expect(readers[0]?.[1].Properties).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 5,
    });
    expect(logicalIdOf(readers[0]?.[1].Properties.DestinationConfig.OnFailure.Destination)).toMatch(
      /^UndeliveredOutbox/,
    );
  });
});

describe('mail', () => {
  const mailing = () => synthesized({ mailFrom: 'mendgate@example.com' }).template;

  test('none is made until somebody says whom letters are from; links are signed all the same', () => {
    expect(Object.values(template.Resources).filter(({ Type }) => Type.startsWith('AWS::SES::'))).toEqual([]);
    const secrets = ofType(template, 'AWS::SecretsManager::Secret').map(([, it]) => it.Properties);
    expect(secrets).toEqual([
      expect.objectContaining({
        Name: 'mendgate/links',
        GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 48 },
      }),
    ]);
  });

  test('the address is verified, letters travel encrypted, and what bounces is told to the operator', () => {
    const made = mailing();
    expect(ofType(made, 'AWS::SES::EmailIdentity')[0]?.[1].Properties).toMatchObject({
      EmailIdentity: 'mendgate@example.com',
    });
    const [set] = ofType(made, 'AWS::SES::ConfigurationSet');
    expect(set?.[1].Properties).toMatchObject({ Name: 'mendgate', DeliveryOptions: { TlsPolicy: 'REQUIRE' } });
    const [bounces] = ofType(made, 'AWS::SES::ConfigurationSetEventDestination');
    const { EventDestination, ConfigurationSetName } = bounces?.[1].Properties ?? {};
    expect(logicalIdOf(ConfigurationSetName)).toBe(set?.[0]);
    expect(logicalIdOf(EventDestination.SnsDestination.TopicARN)).toMatch(/^OperatorTopic/);
    const told = JSON.stringify(ofType(made, 'AWS::SNS::TopicPolicy')) + JSON.stringify(ofType(made, 'AWS::KMS::Key'));
    expect(told.split('ses.amazonaws.com').length - 1, 'topic and key let SES in').toBe(2);
  });

  test('only those who write letters are told whom they are from and where people go', () => {
    const made = mailing();
    const told = functionIds.filter((id) => {
      const [, lambda] =
        ofType(made, 'AWS::Lambda::Function').find(([, it]) => it.Properties.FunctionName === `mendgate-${id}`) ?? [];
      const variables = lambda?.Properties.Environment.Variables;
      return variables.MAIL_FROM === 'mendgate@example.com' && textOf(variables.SITE_URL).startsWith('https://{');
    });
    expect(told).toEqual(['deliver-outbox', 'sweep']);
  });

  test('an identity that is there already is used and not made', () => {
    const made = synthesized({ mailFrom: 'ops@mail.example.com', mailIdentity: 'example.com' }).template;
    expect(ofType(made, 'AWS::SES::EmailIdentity')).toEqual([]);
    expect(JSON.stringify(ofType(made, 'AWS::IAM::Role'))).toContain(':identity/example.com');
  });
});

test('every alarm has its section in the manual, and calls the operator', () => {
  const manual = read('docs/operate.md');
  const alarms = ofType(template, 'AWS::CloudWatch::Alarm').map(([, it]) => it.Properties);
  expect(alarms.length).toBeGreaterThan(10);
  for (const { AlarmDescription, AlarmActions } of alarms) {
    const section = /docs\/operate\.md, "([\w-]+)"/.exec(AlarmDescription)?.[1];
    expect(manual.split('\n')).toContain(`### ${section}`);
    expect(logicalIdOf(AlarmActions[0])).toMatch(/^OperatorTopic/);
  }
});

/** The types we name ourselves, by the property that says the name. */
const nameFields: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Cognito::UserPool': 'UserPoolName',
};

test('two deployments share no name', () => {
  const named = (of: Template): string[] =>
    Object.values(of.Resources)
      .map(({ Type, Properties }) => Properties?.[nameFields[Type] ?? ''])
      .filter((name) => name !== undefined)
      .map(textOf);
  expect(named(template).length).toBeGreaterThan(60);
  expect(named(second).filter((name) => named(template).includes(name))).toEqual([]);
});

describe('the rules of AWS Solutions and of CloudFormation', () => {
  test('no finding is left without a reason', () => {
    // Everything a context can add is there: the user pool, clusters with their roles, somebody to call, mail.
    const clusters = [
      { kind: 'eks', id: 'prod-eu' },
      { kind: 'eks', id: 'us', region: 'us-west-2' },
      { kind: 'kubeconfig', id: 'metal', secret: 'cluster.metal', reader: 'r', rehearser: 'd', executor: 'e' },
    ];
    const report = judged({
      clusters,
      operator: 'ops@example.com',
      mailFrom: 'mendgate@example.com',
      owner: 'ada@example.com',
    });
    const { pluginReports } = report as { pluginReports: { violations: { severity: string }[] }[] };
    const grave = pluginReports
      .flatMap(({ violations }) => violations)
      .filter(({ severity }) => severity !== 'warning');
    expect(grave).toEqual([]);
  }, 120_000);

  test('a queue without dead letter and TLS stops the synth', () => {
    expect(() => judged({}, (stack) => new Queue(stack, 'Careless'))).toThrow(
      /AwsSolutions-SQS3[\s\S]*AwsSolutions-SQS4/,
    );
  });
});
