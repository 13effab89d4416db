import { describe, expect, test } from 'vitest';
import type { Grant } from '../../../src/adapters/aws/grant.grants.ts';
import { mailGrants } from '../../../src/adapters/aws/mail.grants.ts';
import { objectsGrants } from '../../../src/adapters/aws/objects.grants.ts';
import { portGrants } from '../../../src/adapters/aws/ports.grants.ts';
import { queueGrants } from '../../../src/adapters/aws/queue.grants.ts';
import { sealerGrants } from '../../../src/adapters/aws/sealer.grants.ts';
import { secretsGrants } from '../../../src/adapters/aws/secrets.grants.ts';
import { workflowsGrants } from '../../../src/adapters/aws/workflows.grants.ts';
import { portNames } from '../../../src/contracts/wiring.ts';
import { read } from '../../architecture/tree.ts';

const services: Readonly<Record<string, string>> = {
  'client-kms': 'kms',
  'client-s3': 's3',
  'client-secrets-manager': 'secretsmanager',
  'client-sesv2': 'ses',
  'client-sfn': 'states',
  'client-sqs': 'sqs',
};

/** The actions of the commands a source imports: in these services a command is named like its right. */
function actionsIn(source: string): string[] {
  const imports = source.matchAll(/import\s*\{([^}]*)\}\s*from '@aws-sdk\/([\w-]+)'/g);
  return [...imports]
    .flatMap(([, names = '', from = '']) =>
      [...names.matchAll(/\b(\w+)Command\b/g)].map(([, name]) => `${services[from] ?? from}:${name}`),
    )
    .toSorted();
}
const granted = (grants: readonly Grant[]): string[] =>
  [...new Set(grants.flatMap(({ actions }) => actions))].toSorted();

describe('an adapter is granted what it calls', () => {
  test.each<[file: string, grants: readonly Grant[], more: readonly string[]]>([
    // ListBucket makes S3 say 404 in place of 403 where nothing lies.
    ['s3-objects', objectsGrants, ['s3:ListBucket']],
    // What is too large for a message goes through the Objects port.
    ['sqs-queue', queueGrants, ['s3:PutObject']],
    ['step-functions', workflowsGrants, []],
    ['secrets', secretsGrants, []],
    ['kms-sealer', sealerGrants, []],
    ['ses', mailGrants, []],
  ])('%s', (file, grants, more) => {
    const called = actionsIn(read(`src/adapters/aws/${file}.ts`));
    expect(called.length).toBeGreaterThan(0);
    expect(granted(grants)).toEqual([...called, ...more].toSorted());
  });

  test('a command that nobody granted is seen', () => {
    const seeded =
      "import {\n  DeleteObjectCommand,\n  type S3Client,\n  GetObjectCommand as G,\n} from '@aws-sdk/client-s3';";
    expect(actionsIn(seeded)).toEqual(['s3:DeleteObject', 's3:GetObject']);
  });
});

test('no port is granted a wildcard, and what reaches AWS is granted something', () => {
  for (const port of portNames)
    for (const { actions, resource } of portGrants[port]) {
      expect(actions.length).toBeGreaterThan(0);
      for (const action of actions) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z]+$/);
      expect(resource).toMatch(/^[A-Z][A-Za-z]+$/);
    }
  expect(portNames.filter((port) => portGrants[port].length === 0)).toEqual([
    'clock',
    'ids',
    'clusters',
    'site',
    'topics',
  ]);
});
