import { Fn, Stack, Validations } from 'aws-cdk-lib';
import type { HttpApi, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Construct } from 'constructs';
import { routes } from '../src/contracts/routes.ts';
import type { ConsoleSite } from './console-site.ts';
import { liveStage } from './live-api.ts';

/** One origin for everything people and senders reach: the routes at the gateway, the live line under its path, all else the console. */
export class FrontDoor extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: { api: HttpApi; live: WebSocketApi; site: ConsoleSite }) {
    super(scope, id);
    const shared = {
      // Answers are somebody's own, and a decision is never old.
      cachePolicy: CachePolicy.CACHING_DISABLED,
      // A gateway knows itself by its own host name only.
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: ResponseHeadersPolicy.SECURITY_HEADERS,
      // Not redirected: a sender that begins in the clear has already told its secret.
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    };
    const gateway = { ...shared, origin: gatewayAt(props.api.apiEndpoint), allowedMethods: AllowedMethods.ALLOW_ALL };
    const distribution = new Distribution(this, 'Distribution', {
      comment: Stack.of(this).stackName,
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: props.site.behavior,
      additionalBehaviors: {
        ...Object.fromEntries(routePaths.map((path) => [path, gateway])),
        // A WebSocket begins as a GET; the stage of its API has the name of this path.
        [`/${liveStage}`]: { ...shared, origin: gatewayAt(props.live.apiEndpoint) },
      },
    });
    this.url = `https://${distribution.distributionDomainName}`;
    const accepted: readonly (readonly [string, string])[] = [
      ['CFR1', 'Alarms come from wherever the senders run.'],
      [
        'CFR2',
        'A web firewall costs more a month than Mendgate; the gateway limits rates and every route but health proves its caller.',
      ],
      [
        'CFR3',
        "The gateway's access log has every request that got through; what else the front door serves is the console's published code.",
      ],
      ['CFR4', "CloudFront's own certificate allows no other choice; name a domain with its certificate to have one."],
    ];
    for (const [id, reason] of accepted) Validations.of(distribution).acknowledge({ id: `AwsSolutions-${id}`, reason });
  }
}

/** What the gateway answers, as patterns of the front door: made from the routes, so that none is forgotten. */
const routePaths = [
  ...new Set(
    routes.map(({ path }) => {
      const [, first = '', ...more] = path.split('/');
      return more.length === 0 ? `/${first}` : `/${first}/*`;
    }),
  ),
];

const gatewayAt = (endpoint: string): HttpOrigin =>
  new HttpOrigin(Fn.select(2, Fn.split('/', endpoint)), {
    protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
    originSslProtocols: [OriginSslPolicy.TLS_V1_2],
  });
