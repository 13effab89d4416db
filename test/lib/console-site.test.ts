import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { pagesCode } from '../../lib/console-site.ts';
import { consoleHeaders, consolePaths } from '../../src/contracts/console.ts';
import { routes } from '../../src/contracts/routes.ts';
import { listOf, logicalIdOf, ofType, type Resource, synthesized, type Template, textOf } from './synthesized.ts';

let template: Template;
let foreign: Template;
beforeAll(() => {
  ({ template } = synthesized());
  foreign = synthesized({
    issuer: 'https://login.example.com/realms/x',
    audience: 'mendgate',
    tokenOrigin: 'https://tokens.example.com',
  }).template;
});
const named = (of: Template, type: string, id: RegExp): Resource => {
  const found = ofType(of, type).find(([name]) => id.test(name));
  if (found === undefined) throw new Error(`no ${type} ${id}`);
  return found[1];
};
const distribution = () => named(template, 'AWS::CloudFront::Distribution', /^FrontDoor/).Properties.DistributionConfig;

describe('the bucket', () => {
  test('is closed, asks for TLS, and may be read by the front door alone', () => {
    const bucket = named(template, 'AWS::S3::Bucket', /^ConsoleSite/);
    expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const statements = named(template, 'AWS::S3::BucketPolicy', /^ConsoleSite/).Properties.PolicyDocument.Statement;
    const allowed = listOf<{ Effect: string; Action: unknown; Principal: unknown; Condition: unknown }>(
      statements,
    ).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toEqual([
      expect.objectContaining({ Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } }),
    ]);
    expect(JSON.stringify(allowed[0]?.Condition)).toContain('AWS:SourceArn');
    expect(JSON.stringify(statements)).toContain('"aws:SecureTransport":"false"');
  });

  test('is filled by a function that may do nothing else', () => {
    const role = named(template, 'AWS::IAM::Role', /^ConsoleSite/).Properties.Policies[0].PolicyDocument.Statement;
    const rights = listOf<{ Action: string | string[]; Resource: unknown }>(role).flatMap(({ Action, Resource }) =>
      listOf(Action).map(
        (action) => `${action} ${textOf(Resource).replace(/\{ConsoleSite(\w+?)[0-9A-F]{8}\.Arn\}/, '$1')}`,
      ),
    );
    expect(rights.toSorted()).toEqual([
      'logs:CreateLogStream Logs',
      'logs:PutLogEvents Logs',
      's3:DeleteObject Bucket/*',
      's3:ListBucket Bucket',
      's3:PutObject Bucket/*',
    ]);
    const files = named(template, 'Custom::ConsoleFiles', /^ConsoleSite/);
    expect(files.Properties.Hash).toMatch(/^[0-9a-f]{64}$/);
    expect(logicalIdOf(files.Properties.ServiceToken)).toMatch(/^ConsoleSiteFunction/);
  });
});

describe('the front door', () => {
  test('answers pages and files from the bucket, and every route from the gateway', () => {
    const { DefaultCacheBehavior, CacheBehaviors, Origins } = distribution();
    const originOf = (id: string) => Origins.find(({ Id }: { Id: string }) => Id === id);
    expect(originOf(DefaultCacheBehavior.TargetOriginId)).toHaveProperty('OriginAccessControlId');
    expect(DefaultCacheBehavior.AllowedMethods ?? ['GET', 'HEAD']).toEqual(['GET', 'HEAD']);
    const patterns = (CacheBehaviors as { PathPattern: string }[]).map(
      ({ PathPattern }) => new RegExp(`^${PathPattern.replaceAll('*', '.*')}$`),
    );
    for (const { path } of routes)
      expect(
        patterns.some((it) => it.test(path.replace(/:\w+/g, 'x'))),
        path,
      ).toBe(true);
    for (const path of consolePaths)
      expect(
        patterns.some((it) => it.test(path.replace(/:\w+/g, 'x'))),
        path,
      ).toBe(false);
  });

  test('gives the console the headers it has at home', () => {
    const { ResponseHeadersPolicyConfig: policy } = named(
      template,
      'AWS::CloudFront::ResponseHeadersPolicy',
      /^ConsoleSite/,
    ).Properties;
    const { SecurityHeadersConfig: security } = policy;
    const told: Record<string, string> = {
      'x-frame-options': security.FrameOptions.FrameOption,
      'x-content-type-options': security.ContentTypeOptions === undefined ? '' : 'nosniff',
      'referrer-policy': security.ReferrerPolicy.ReferrerPolicy,
      ...Object.fromEntries(
        policy.CustomHeadersConfig.Items.map(({ Header, Value }: { Header: string; Value: string }) => [Header, Value]),
      ),
    };
    const { 'content-security-policy': expected, ...others } = consoleHeaders();
    expect(told).toEqual(others);
    const csp = textOf(security.ContentSecurityPolicy.ContentSecurityPolicy);
    expect(csp.replace(/connect-src [^;]+/, "connect-src 'self'")).toBe(expected);
    expect(csp).toMatch(/connect-src 'self' https:\/\/cognito-idp\.\S+ https:\/\/\S+\.auth\.\S+;/);
  });

  test('lets it speak to another issuer, and to where that hands out tokens', () => {
    const { SecurityHeadersConfig } = named(foreign, 'AWS::CloudFront::ResponseHeadersPolicy', /^ConsoleSite/)
      .Properties.ResponseHeadersPolicyConfig;
    expect(SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy).toContain(
      "connect-src 'self' https://login.example.com https://tokens.example.com;",
    );
  });
});

describe('at the edge', () => {
  const edge = (uri: string): { uri?: string; statusCode?: number } =>
    runInNewContext(`${pagesCode}; handler({ request: { uri: asked } })`, { asked: uri }) as { uri?: string };

  test.each([...consolePaths.map((path) => path.replace(/:\w+/g, '01KTEST')), '/incidents/'])(
    '%s is the page',
    (path) => {
      expect(edge(path)).toEqual({ uri: '/index.html' });
    },
  );

  test.each(['/assets/index-Ab_1-x.js', '/index.html', '/first-paint.js', '/icon.svg'])('%s is itself', (path) => {
    expect(edge(path)).toEqual({ uri: path });
  });

  test.each([
    '/owner.token',
    '/assets/a/b.js',
    '/assets/..%2fx',
    '/.vite/manifest.json',
    `/incidents/${'x'.repeat(300)}`,
  ])('%s is not there', (path) => {
    expect(edge(path).statusCode).toBe(404);
  });

  test('is short enough for the edge', () => {
    expect(pagesCode.length).toBeLessThan(10_000);
  });
});
