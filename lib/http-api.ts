import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Route, routes } from '../src/contracts/routes.ts';
import type { RouteGroup } from '../src/contracts/wiring.ts';
import type { Functions } from './functions.ts';
import type { FunctionId } from './timeouts.ts';

/** ':incident' as a gateway writes it. */
export const gatewayPath = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

const why: Readonly<Record<Exclude<Route['auth'], 'person'>, string>> = {
  hook: "The function proves each delivery by its hook's own secret, in constant time, before it is read.",
  link: 'The function proves it by the signature of the link, before anything is read; it shows a plan and changes nothing.',
  none: 'It tells no more than that Mendgate runs, what its routes are, and where people sign in.',
};

/**
 * The gateway, made from the route table. It proves tokens; everything else (hooks' secrets, roles, body sizes) is decided
 * by the functions, since a gateway takes 10 MB and knows no bound per route.
 */
export class Api extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: { functions: Functions; people: IHttpRouteAuthorizer }) {
    super(scope, id);
    this.api = new HttpApi(this, 'Http', {
      apiName: Stack.of(this).stackName,
      description: 'Mendgate: hooks, console and command line',
    });
    const integrations = new Map<RouteGroup, HttpLambdaIntegration>();
    // What is left is of no local group, so it has a function.
    for (const route of (routes as readonly Route[]).filter(({ only }) => only === undefined)) {
      const integration =
        integrations.get(route.group) ??
        new HttpLambdaIntegration(route.group, props.functions.get(route.group as FunctionId));
      integrations.set(route.group, integration);
      const made = this.api.addRoutes({
        path: gatewayPath(route.path),
        methods: [HttpMethod[route.method]],
        integration,
        authorizer: route.auth === 'person' ? props.people : new HttpNoneAuthorizer(),
      });
      if (route.auth !== 'person') acknowledge(made, why[route.auth]);
    }
    this.logs();
  }

  private logs(): void {
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/apigateway/${Stack.of(this).stackName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = this.api.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new Error('the gateway has no default stage');
    stage.accessLogSettings = {
      destinationArn: logs.logGroupArn,
      // The route, not the path or the headers: nobody's identifiers, no secret, no token.
      format: JSON.stringify({
        requestId: '$context.requestId',
        at: '$context.requestTime',
        route: '$context.routeKey',
        status: '$context.status',
        ms: '$context.responseLatency',
        bytes: '$context.responseLength',
        from: '$context.identity.sourceIp',
        refusedByGateway: '$context.error.message',
        refusedByAuthorizer: '$context.authorizer.error',
      }),
    };
    // A storm of alarms is hundreds in a second; what is beyond waits at its sender, who hears 429.
    stage.defaultRouteSettings = { throttlingBurstLimit: 500, throttlingRateLimit: 200 };
  }
}

function acknowledge(made: readonly HttpRoute[], reason: string): void {
  for (const route of made) Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason });
}
