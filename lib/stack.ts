import { type App, ArnFormat, Aws, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AlarmEvents } from './alarm-events.ts';
import { AlertsQueue } from './alerts-queue.ts';
import { AlertsReader } from './alerts-reader.ts';
import { AuditTable } from './audit-table.ts';
import { ClusterRoles, clusterRolesArn, eksAmong } from './cluster-roles.ts';
import { ConsoleSite } from './console-site.ts';
import type { DeployContext } from './context.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { FailedExecutions } from './failed-executions.ts';
import { FrontDoor } from './front-door.ts';
import { type FunctionCode, Functions } from './functions.ts';
import { HouseRulesLayer } from './house-rules-layer.ts';
import { Api } from './http-api.ts';
import { IncidentsTable } from './incidents-table.ts';
import { DeploymentKey } from './key.ts';
import { LinksKey } from './links-key.ts';
import { LiveApi, liveStage } from './live-api.ts';
import { configurationName, Mail, mailArns } from './mail.ts';
import { ObjectsBucket } from './objects-bucket.ts';
import { OperatorAlarms } from './operator-alarms.ts';
import { OperatorTopic } from './operator-topic.ts';
import { OutboxStream } from './outbox-stream.ts';
import { People } from './people.ts';
import { aliasName, executionsArn, Machine, machineArn } from './state-machine.ts';
import { SweepSchedule } from './sweep-schedule.ts';
import { waysInto } from './ways-into-clusters.ts';

/** One Mendgate: everything of it, under one name. */
export class MendgateStack extends Stack {
  constructor(app: App, context: DeployContext, code: FunctionCode) {
    super(app, context.stack, {
      description: 'Mendgate: turns alarms into fixes that wait for your yes',
      terminationProtection: context.removal === 'retain',
    });
    const removalPolicy = context.removal === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    const { key } = new DeploymentKey(this, 'DeploymentKey', { removalPolicy });
    const kept = { key, removalPolicy };
    const incidents = new IncidentsTable(this, 'IncidentsTable', kept);
    const audit = new AuditTable(this, 'AuditTable', kept);
    const { bucket } = new ObjectsBucket(this, 'ObjectsBucket', kept);
    const alerts = new AlertsQueue(this, 'AlertsQueue', { key });
    const undeliveredOutbox = new DeadLetterQueue(this, 'UndeliveredOutbox', { key }).queue;
    const undeliveredEvents = new DeadLetterQueue(this, 'UndeliveredEvents', { key }).queue;
    const { layer } = new HouseRulesLayer(this, 'HouseRules');
    const investigation = machineArn(this, 'investigation');
    const remediation = machineArn(this, 'remediation');
    const secrets = this.stackName;
    const clusters = eksAmong(context.clusters);
    const startThrough = context.start === 'alias' ? `:${aliasName}` : '';

    const live = new LiveApi(this, 'Live');
    const people = new People(this, 'People', { context, removalPolicy });
    const functions = new Functions(this, 'Functions', {
      code,
      layer,
      environment: {
        MENDGATE_TENANT: context.tenant,
        INCIDENTS_TABLE: incidents.table.tableName,
        OBJECTS_BUCKET: bucket.bucketName,
        ALERTS_QUEUE_URL: alerts.queue.queueUrl,
        INVESTIGATION_ARN: `${investigation}${startThrough}`,
        REMEDIATION_ARN: `${remediation}${startThrough}`,
        SEAL_KEY_ID: key.keyArn,
        SECRETS_PREFIX: secrets,
        CLUSTERS: JSON.stringify(context.clusters),
        CLUSTER_ROLES: clusterRolesArn(this),
        HOUSE_RULES: context.houseRules,
        ISSUER: people.issuer,
        CLIENT_ID: people.audience,
        LIVE_ENDPOINT: live.endpoint(context.liveEndpoint),
        AUDIT_TABLE: audit.table.tableName,
        ...(context.mailFrom !== undefined && {
          MAIL_FROM: context.mailFrom,
          MAIL_CONFIGURATION: configurationName(this),
        }),
      },
      arns: {
        IncidentsTable: incidents.table.tableArn,
        OutboxStream: incidents.streamArn,
        ObjectsBucket: bucket.bucketArn,
        AlertsQueue: alerts.queue.queueArn,
        UndeliveredOutbox: undeliveredOutbox.queueArn,
        UndeliveredEvents: undeliveredEvents.queueArn,
        InvestigationMachine: investigation,
        RemediationMachine: remediation,
        executions: {
          InvestigationMachine: executionsArn(this, 'investigation'),
          RemediationMachine: executionsArn(this, 'remediation'),
        },
        // Secrets Manager ends each name with six characters of its own.
        Secrets: this.formatArn({
          service: 'secretsmanager',
          resource: 'secret',
          resourceName: `${secrets}/*`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
        SealKey: key.keyArn,
        ...mailArns(this, context),
        DeploymentKey: key.keyArn,
        LiveStage: live.stageArn,
        AuditTable: audit.table.tableArn,
        ...waysInto(this, secrets, context.clusters),
        region: this.region,
      },
    });
    const started = { functions, alias: context.start === 'alias', key };
    const machines = {
      investigation: new Machine(this, 'Investigation', { name: 'investigation', ...started }).machine,
      remediation: new Machine(this, 'Remediation', { name: 'remediation', ...started }).machine,
    };
    const { api } = new Api(this, 'Api', { functions, people: people.authorizer });
    live.serve(functions, context.liveLog === 'on');
    const site = new ConsoleSite(this, 'ConsoleSite', { code: code.console, speaksTo: people.origins });
    const frontDoor = new FrontDoor(this, 'FrontDoor', { api, live: live.api, site });
    functions.tellSiteUrl(frontDoor.url);
    people.comeBackTo(frontDoor.url);

    new AlertsReader(this, 'AlertsReader', { alerts: alerts.queue, handler: functions.get('open-incident') });
    new AlarmEvents(this, 'AlarmEvents', {
      alerts: alerts.queue,
      undelivered: undeliveredEvents,
      tenant: context.tenant,
    });
    new OutboxStream(this, 'OutboxStream', {
      streamArn: incidents.streamArn,
      handler: functions.get('deliver-outbox'),
      undelivered: undeliveredOutbox,
    });
    new FailedExecutions(this, 'FailedExecutions', {
      machines: [investigation, remediation],
      handler: functions.get('take-failed-execution'),
      undelivered: undeliveredEvents,
    });
    new SweepSchedule(this, 'Sweep', {
      handler: functions.get('sweep'),
      tenant: context.tenant,
      undelivered: undeliveredEvents,
    });
    if (clusters.length > 0) new ClusterRoles(this, 'Clusters', { clusters, functions });
    const operator = new OperatorTopic(this, 'Operator', { key, mail: context.operator });
    const { topic } = operator;
    new LinksKey(this, 'LinksKey', { prefix: secrets });
    if (context.mailFrom !== undefined)
      new Mail(this, 'Mail', { from: context.mailFrom, identity: context.mailIdentity, operator });
    new OperatorAlarms(this, 'Alarms', {
      functions,
      machines,
      alerts: alerts.queue,
      deadLetters: alerts.deadLetters,
      undeliveredOutbox,
      undeliveredEvents,
      api,
      topic,
    });

    this.tell({
      Url: frontDoor.url,
      ApiUrl: api.apiEndpoint,
      ApiId: api.apiId,
      LiveUrl: `${live.api.apiEndpoint}/${liveStage}`,
      LiveApiId: live.api.apiId,
      Issuer: people.issuer,
      Audience: people.audience,
      IncidentsTableName: incidents.table.tableName,
      AuditTableName: audit.table.tableName,
      ObjectsBucketName: bucket.bucketName,
      ConsoleBucketName: site.bucketName,
      AlertsQueueUrl: alerts.queue.queueUrl,
      DeadLettersUrl: alerts.deadLetters.queueUrl,
      UndeliveredOutboxUrl: undeliveredOutbox.queueUrl,
      UndeliveredEventsUrl: undeliveredEvents.queueUrl,
      InvestigationArn: `${investigation}${startThrough}`,
      RemediationArn: `${remediation}${startThrough}`,
      KeyArn: key.keyArn,
      SecretsPrefix: secrets,
      OperatorTopicArn: topic.topicArn,
      Region: Aws.REGION,
    });
  }

  private tell(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
