import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileSecrets, type LocalSecrets } from '../../src/adapters/local/secrets.ts';
import { Fault } from '../../src/contracts/fault.ts';
import { secretsContract } from './secrets-contract.ts';

const inDirectory = async (body: (dir: string, secrets: LocalSecrets) => Promise<void>): Promise<void> => {
  const dir = mkdtempSync(join(tmpdir(), 'mendgate-secrets-'));
  await body(dir, fileSecrets(dir)).finally(() => rmSync(dir, { recursive: true }));
};

secretsContract('Secrets in files', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'mendgate-secrets-'));
  const secrets = fileSecrets(dir);
  const close = async () => rmSync(dir, { recursive: true });
  return { secrets, put: secrets.put, close };
});

describe('files of secrets', () => {
  test('only their owner may read them', () =>
    inDirectory(async (dir, secrets) => {
      await secrets.put('a', 'one');
      await secrets.put('a', 'two');
      const modes = readdirSync(dir).map((name) => [name, statSync(join(dir, name)).mode & 0o777]);
      expect(modes).toEqual([
        ['a', 0o600],
        ['a.previous', 0o600],
      ]);
    }));

  test.each([
    '',
    '.',
    '..',
    '../owner.token',
    'a/b',
    'a\\b',
    '/etc/passwd',
    '.hidden',
    'a..b',
    'a.',
    'a\u0000',
    'a\n',
    'a.previous',
    'a.1.unfinished',
    'é',
    'x'.repeat(129),
  ])('%j is no name', (name) =>
    inDirectory(async (dir, secrets) => {
      const thrown = await secrets.read(name).catch((fault) => fault);
      expect(thrown).toBeInstanceOf(Fault);
      expect(thrown.word).toBe('Malformed');
      await expect(secrets.put(name, 'value')).rejects.toBeInstanceOf(Fault);
      expect(readdirSync(dir)).toEqual([]);
    }),
  );

  test('no name reaches outside of the directory', () =>
    inDirectory(async (dir) => {
      const inner = fileSecrets(join(dir, 'secrets'));
      writeFileSync(join(dir, 'outside'), 'outside');
      const part = fc.constantFrom('..', '.', '/', '\\', 'outside', 'secrets', '%2e', '\u0000', ' ');
      await fc.assert(
        fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
          const read = await inner.read(parts.join('')).catch((thrown) => {
            if (thrown instanceof Fault && thrown.word === 'Malformed') return [];
            throw thrown;
          });
          expect(read).toEqual([]);
        }),
      );
    }));

  test('a write that stopped between its two renames has lost nothing', () =>
    inDirectory(async (dir, secrets) => {
      await secrets.put('a', 'one');
      writeFileSync(join(dir, 'a.previous'), 'one');
      rmSync(join(dir, 'a'));
      expect(await secrets.read('a')).toEqual(['one']);
      await secrets.put('a', 'two');
      expect(await secrets.read('a')).toEqual(['two', 'one']);
    }));

  test('what another hand changes is read at the next asking', () =>
    inDirectory(async (dir, secrets) => {
      const file = join(dir, 'a');
      expect(await secrets.read('a')).toEqual([]);
      writeFileSync(file, 'first');
      expect(await secrets.read('a')).toEqual(['first']);
      // In place, and longer; then another file of the same length under the same name.
      writeFileSync(file, 'second');
      expect(await secrets.read('a')).toEqual(['second']);
      writeFileSync(join(dir, 'b'), 'others');
      renameSync(join(dir, 'b'), file);
      expect(await secrets.read('a')).toEqual(['others']);
      fileSecrets(dir).put('a', 'newest');
      expect(await secrets.read('a')).toEqual(['newest', 'others']);
      rmSync(`${file}.previous`);
      expect(await secrets.read('a')).toEqual(['newest']);
      rmSync(file);
      expect(await secrets.read('a')).toEqual([]);
    }));

  test('however many names are asked for, each is answered with its own value', () =>
    inDirectory(async (_, secrets) => {
      secrets.put('a', 'one');
      for (let name = 0; name < 1_500; name++) expect(await secrets.read(`n${name}`)).toEqual([]);
      expect(await secrets.read('a')).toEqual(['one']);
    }));

  test('an empty value is refused: an empty key would let everybody in', () =>
    inDirectory(async (_, secrets) => expect(secrets.put('a', '')).rejects.toBeInstanceOf(Fault)));
});
