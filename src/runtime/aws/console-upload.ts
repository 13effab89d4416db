import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteObjectsCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { consoleFileCaching, consoleFileType } from '../../contracts/console.ts';

/** What CloudFormation sends a custom resource, as far as it is read. */
const Event = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  ResourceProperties: z.object({ Bucket: z.string().min(1) }),
});
type Event = z.infer<typeof Event>;

/** A page that was opened before an update may yet ask for its old parts. */
const keepOldMs = 7 * 24 * 3600_000;

/**
 * Puts the files of the console into its bucket, the page last, and takes away what is old: the custom resource behind the
 * site. On deletion it empties the bucket, which nothing but this fills. CloudFormation always hears how it ended.
 */
export const consoleUpload =
  (client: S3Client, folder: string, now: () => number = Date.now) =>
  async (told: unknown): Promise<void> => {
    const event = Event.parse(told);
    const { RequestType, ResourceProperties } = event;
    try {
      if (RequestType === 'Delete') await remove(client, ResourceProperties.Bucket, () => true);
      else await put(client, ResourceProperties.Bucket, folder, now());
      await answer(event, { Status: 'SUCCESS' });
    } catch (thrown) {
      await answer(event, { Status: 'FAILED', Reason: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  };

async function put(client: S3Client, bucket: string, folder: string, now: number): Promise<void> {
  const names = ['', 'assets/'].flatMap((place) =>
    readdirSync(join(folder, place), { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => `${place}${entry.name}`),
  );
  const files = names.flatMap((name) => {
    const type = consoleFileType(name);
    return type === undefined ? [] : [{ name, type }];
  });
  if (!files.some(({ name }) => name === 'index.html')) throw new Error('there is no console in this function');
  // What the page names must be there before the page is.
  for (const { name, type } of files.toSorted(
    (a, b) => Number(a.name === 'index.html') - Number(b.name === 'index.html'),
  ))
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: name,
        Body: readFileSync(join(folder, name)),
        ContentType: type,
        CacheControl: consoleFileCaching(name),
      }),
    );
  const current = new Set(files.map(({ name }) => name));
  await remove(client, bucket, (name, at) => !current.has(name) && now - at > keepOldMs);
}

async function remove(client: S3Client, bucket: string, which: (name: string, at: number) => boolean): Promise<void> {
  let after: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, ...(after !== undefined && { ContinuationToken: after }) }),
    );
    const old = (page.Contents ?? []).filter(({ Key, LastModified }) => which(Key ?? '', LastModified?.getTime() ?? 0));
    if (old.length > 0)
      await client.send(
        new DeleteObjectsCommand({
          Bucket: bucket,
          Delete: { Quiet: true, Objects: old.map(({ Key }) => ({ Key: Key ?? '' })) },
        }),
      );
    after = page.NextContinuationToken;
  } while (after !== undefined);
}

async function answer(event: Event, ended: { Status: 'SUCCESS' | 'FAILED'; Reason?: string }): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, ResourceProperties, ResponseURL } = event;
  const response = await fetch(ResponseURL, {
    method: 'PUT',
    // The address was signed without a type.
    headers: { 'content-type': '' },
    body: JSON.stringify({
      ...ended,
      StackId,
      RequestId,
      LogicalResourceId,
      PhysicalResourceId: `console-of-${ResourceProperties.Bucket}`,
    }),
  });
  if (!response.ok) throw new Error(`CloudFormation did not take the answer: ${response.status}`);
}
