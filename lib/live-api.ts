import { Aws, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CfnStage, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Functions } from './functions.ts';

/** The stage is the path as well: `/live` through the front door is `/live` here. */
export const liveStage = 'live';

const routes = { $connect: 'live-connect', $disconnect: 'live-disconnect', $default: 'live-default' } as const;

/**
 * The gateway's half of the live line: it holds the sockets, and functions are asked when one opens, speaks or ends. It is made
 * before the functions, which are told where to post, and gets its routes once they are there.
 */
export class LiveApi extends Construct {
  readonly api: WebSocketApi;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.api = new WebSocketApi(this, 'WebSocket', {
      apiName: `${Stack.of(this).stackName}-live`,
      description: 'Mendgate: tells who watches that something happened',
    });
  }

  /** Where functions post to connections, or that place as an emulator has it, `{api}` for the API's id. */
  endpoint(elsewhere: string | undefined): string {
    const { apiId } = this.api;
    if (elsewhere !== undefined) return elsewhere.replaceAll('{api}', apiId);
    return `https://${apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${liveStage}`;
  }

  /** The ARN that the management of connections is granted below. */
  get stageArn(): string {
    return Stack.of(this).formatArn({ service: 'execute-api', resource: this.api.apiId, resourceName: liveStage });
  }

  serve(functions: Functions, logged: boolean): void {
    for (const [key, id] of Object.entries(routes)) {
      const route = this.api.addRoute(key, { integration: new WebSocketLambdaIntegration(id, functions.get(id)) });
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'A browser cannot send a token with a WebSocket: the function takes a ticket, once and within a minute.',
      });
    }
    const stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName: liveStage,
      autoDeploy: true,
      // Hundreds of windows that open again after a pause are let in within seconds; what is beyond comes again by itself.
      throttle: { burstLimit: 100, rateLimit: 50 },
    });
    if (logged) this.log(stage);
    else
      Validations.of(stage).acknowledge({
        id: 'AwsSolutions-APIG1',
        reason:
          'A WebSocket API logs only through a role that is set for the whole account; -c mendgate:liveLog=on uses one that is there.',
      });
  }

  private log(stage: WebSocketStage): void {
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/apigateway/${Stack.of(this).stackName}-live`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const made = stage.node.defaultChild;
    if (!(made instanceof CfnStage)) throw new Error('the live line has no stage');
    made.accessLogSettings = {
      destinationArn: logs.logGroupArn,
      // No path, header or query: the ticket is in the query.
      format: JSON.stringify({
        requestId: '$context.requestId',
        at: '$context.requestTime',
        route: '$context.routeKey',
        event: '$context.eventType',
        connection: '$context.connectionId',
        status: '$context.status',
        from: '$context.identity.sourceIp',
        refusedByGateway: '$context.error.message',
      }),
    };
  }
}
