import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, inject, test } from 'vitest';
import { region } from '../../../tools/stack/up.ts';

const { endpoint, outputs } = inject('deployed');
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
const Bucket = outputs.ConsoleBucketName ?? '';

describe('the console of the deployed stack', () => {
  test('the page is in its bucket with every part it names, each with its type and for how long it may be kept', async () => {
    const page = await s3.send(new GetObjectCommand({ Bucket, Key: 'index.html' }));
    expect(page).toMatchObject({ ContentType: 'text/html; charset=utf-8', CacheControl: 'no-cache' });
    const text = (await page.Body?.transformToString()) ?? '';
    const named = [...text.matchAll(/"\/(assets\/[\w.-]+)"/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(2);
    for (const Key of named)
      expect(await s3.send(new HeadObjectCommand({ Bucket, Key })), Key).toMatchObject({
        ContentType: expect.stringMatching(/^text\/(javascript|css); charset=utf-8$/),
        CacheControl: 'public, max-age=31536000, immutable',
      });
  });

  test('nothing else is in it: no notes of the build, nothing of an older one', async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    const names = Contents.map(({ Key }) => Key ?? '');
    expect(
      names.filter((name) => !/^(assets\/[\w.-]+\.(js|css|woff2)|index\.html|first-paint\.js|icon\.svg)$/.test(name)),
    ).toEqual([]);
    expect(names.filter((name) => name.endsWith('.woff2'))).toHaveLength(8);
  });
});
