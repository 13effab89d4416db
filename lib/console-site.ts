import { CustomResource, Duration, FileSystem, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  type BehaviorOptions,
  CachePolicy,
  FunctionCode as EdgeCode,
  Function as EdgeFunction,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { consoleHeaders, consolePathPatterns } from '../src/contracts/console.ts';
import { nameOf } from './wildcards.ts';

/**
 * The console as files behind the front door: a closed bucket, the function that fills it at each deployment, and how its
 * files are answered: pages by one document, with the same headers as at home.
 */
export class ConsoleSite extends Construct {
  readonly behavior: BehaviorOptions;
  readonly bucketName: string;

  constructor(scope: Construct, id: string, props: { code: string; speaksTo: readonly string[] }) {
    super(scope, id);
    const bucket = this.bucket();
    this.bucketName = bucket.bucketName;
    const files = this.upload(bucket, props.code);
    files.node.addDependency(bucket);
    this.behavior = {
      origin: S3BucketOrigin.withOriginAccessControl(bucket as IBucket),
      // What a file says of itself goes before: hashed names for ever, the page never.
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: this.headers(props.speaksTo),
      functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: this.pages() }],
    };
  }

  private bucket(): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // The code of a page, the same for everybody who ever installed it: nothing in it is anybody's.
      encryption: BucketEncryption.S3_MANAGED,
      removalPolicy: RemovalPolicy.DESTROY,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It holds the published code of the console and nothing else; only the front door may read it.',
    });
    return bucket;
  }

  private upload(bucket: Bucket, folder: string): CustomResource {
    const functionName = `${Stack.of(this).stackName}-put-console`;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const everyFile = bucket.arnForObjects('*');
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        wiring: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['s3:PutObject', 's3:DeleteObject'], resources: [everyFile] }),
            new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [logGroup.logGroupArn],
            }),
          ],
        }),
      },
    });
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${nameOf(Stack.of(this).resolve(everyFile))}]`,
      reason: 'Files are named by the hash of what is in them: all of this one bucket, which holds nothing else.',
    });
    const lambda = new Lambda(this, 'Function', {
      functionName,
      description: 'Mendgate: put-console',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(folder),
      handler: 'put-console.handler',
      memorySize: 512,
      timeout: Duration.minutes(2),
      role,
      logGroup,
    });
    return new CustomResource(this, 'Files', {
      resourceType: 'Custom::ConsoleFiles',
      serviceToken: lambda.functionArn,
      serviceTimeout: Duration.minutes(5),
      // Another console has another hash, and that is what makes this run again.
      properties: { Bucket: bucket.bucketName, Hash: FileSystem.fingerprint(folder) },
    });
  }

  private headers(speaksTo: readonly string[]): ResponseHeadersPolicy {
    const {
      'content-security-policy': contentSecurityPolicy = '',
      'x-frame-options': _frames,
      'x-content-type-options': _sniffing,
      'referrer-policy': _referrer,
      ...others
    } = consoleHeaders(speaksTo);
    return new ResponseHeadersPolicy(this, 'Headers', {
      comment: 'The console: its own scripts and styles only',
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy, override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        contentTypeOptions: { override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: false, override: true },
      },
      customHeadersBehavior: {
        customHeaders: Object.entries(others).map(([header, value]) => ({ header, value, override: true })),
      },
    });
  }

  /** Pages are one document, whose code reads the address. What is neither a page nor a file is not there. */
  private pages(): EdgeFunction {
    return new EdgeFunction(this, 'Pages', {
      runtime: FunctionRuntime.JS_2_0,
      comment: 'Pages of the console are one document',
      code: EdgeCode.fromInline(pagesCode),
    });
  }
}

/** JavaScript of the edge: it knows neither modules nor our contracts, so the paths are written into it. */
export const pagesCode = `
var pages = ${JSON.stringify(consolePathPatterns)}.map(function (page) { return new RegExp(page); });
var files = /^\\/(assets\\/[\\w.-]+|index\\.html|first-paint\\.js|icon\\.svg)$/;
function handler(event) {
  var request = event.request;
  var uri = request.uri;
  if (uri.length <= 600 && pages.some(function (page) { return page.test(uri); })) {
    request.uri = '/index.html';
    return request;
  }
  if (files.test(uri)) return request;
  return { statusCode: 404, statusDescription: 'Not Found', headers: { 'cache-control': { value: 'no-store' } } };
}
`.trim();
