import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { consoleUpload } from '../../src/runtime/aws/console-upload.ts';
import { region, type Stack, up } from '../../tools/stack/up.ts';

let stack: Stack;
let server: Server;
let folder: string;
let client: S3Client;
let bucket: string;
/** What CloudFormation was answered. */
let answers: { Status: string; Reason?: string; PhysicalResourceId: string; RequestId: string }[] = [];

beforeAll(async () => {
  stack = await up();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new S3Client({ endpoint: stack.endpoint, region, credentials, forcePathStyle: true });
  folder = mkdtempSync(join(tmpdir(), 'mendgate-site-'));
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => (text += String(part)));
    request.on('end', () => {
      answers.push(JSON.parse(text));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
});
afterAll(async () => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
  await stack.close();
});
beforeEach(async () => {
  answers = [];
  bucket = `site-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
});

function build(files: Record<string, string>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'assets'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
const event = (RequestType: string, more: object = {}) => ({
  RequestType,
  ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer`,
  StackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/mendgate/1',
  RequestId: 'r-1',
  LogicalResourceId: 'ConsoleSiteFiles',
  ResourceProperties: { Bucket: bucket, Hash: 'abc' },
  ...more,
});
const names = async (): Promise<string[]> =>
  ((await client.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(({ Key }) => Key ?? '');
const days = (count: number) => () => Date.now() + count * 24 * 3600_000;

describe('the files of the console', () => {
  test('come into the bucket with their types; notes of the build stay out', async () => {
    build({ 'index.html': '<page>', 'assets/a-1.js': 'a()', '.built-from': 'x', 'LICENSES.txt': 'y' });
    await consoleUpload(client, folder)(event('Create'));
    expect(answers).toEqual([
      expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: `console-of-${bucket}`, RequestId: 'r-1' }),
    ]);
    expect(await names()).toEqual(['assets/a-1.js', 'index.html']);
    const script = await client.send(new GetObjectCommand({ Bucket: bucket, Key: 'assets/a-1.js' }));
    expect(script).toMatchObject({ ContentType: 'text/javascript; charset=utf-8' });
    expect(await script.Body?.transformToString()).toBe('a()');
  });

  test('of an older console stay for open pages, and not for ever', async () => {
    build({ 'index.html': 'one', 'assets/a-1.js': 'a()' });
    await consoleUpload(client, folder)(event('Create'));
    build({ 'index.html': 'two', 'assets/b-2.js': 'b()' });
    await consoleUpload(client, folder, days(1))(event('Update'));
    expect(await names()).toEqual(['assets/a-1.js', 'assets/b-2.js', 'index.html']);
    await consoleUpload(client, folder, days(8))(event('Update'));
    expect(await names()).toEqual(['assets/b-2.js', 'index.html']);
    expect(new Set(answers.map(({ PhysicalResourceId }) => PhysicalResourceId)).size).toBe(1);
  });

  test('all go when the stack does', async () => {
    build({ 'index.html': 'one', 'assets/a-1.js': 'a()' });
    await consoleUpload(client, folder)(event('Create'));
    await consoleUpload(client, folder)(event('Delete'));
    expect(await names()).toEqual([]);
    expect(answers.at(-1)?.Status).toBe('SUCCESS');
  });

  test('that are not there, or a bucket that is not: CloudFormation hears why at once and does not wait for an hour', async () => {
    build({ 'assets/a-1.js': 'a()' });
    await consoleUpload(client, folder)(event('Create'));
    build({ 'index.html': 'one' });
    await consoleUpload(client, folder)(event('Create', { ResourceProperties: { Bucket: `none-${randomUUID()}` } }));
    expect(answers.map(({ Status }) => Status)).toEqual(['FAILED', 'FAILED']);
    expect(answers[0]?.Reason).toBe('there is no console in this function');
    expect(await names()).toEqual([]);
  });

  test('are asked for by CloudFormation only', async () => {
    await expect(consoleUpload(client, folder)({ RequestType: 'Create' })).rejects.toThrow();
    expect(answers).toEqual([]);
  });
});
