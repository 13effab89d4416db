import type { Grant } from './grant.grants.ts';

/**
 * What `s3Objects` needs. Without ListBucket S3 answers 403 where nothing lies (Amazon S3, "GetObject", Permissions), and
 * "not there" could not be told from "not allowed".
 */
export const objectsGrants: readonly Grant[] = [
  { actions: ['s3:GetObject', 's3:PutObject'], resource: 'ObjectsBucket', under: 'sha256/' },
  { actions: ['s3:ListBucket'], resource: 'ObjectsBucket' },
];
