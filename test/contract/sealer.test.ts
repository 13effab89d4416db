import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { aesSealer } from '../../src/adapters/local/sealer.ts';
import { Fault } from '../../src/contracts/fault.ts';
import { wordOf } from './records-material.ts';
import { sealerContract } from './sealer-contract.ts';

sealerContract('AES-256-GCM', () => aesSealer(randomBytes(32)));

test('a shortened tag is refused: four bytes of it could be guessed', async () => {
  const sealer = aesSealer(randomBytes(32));
  const sealed = Buffer.from((await sealer.seal('', 'hold')).slice(3), 'base64url');
  const short = `v1.${sealed.subarray(0, 16).toString('base64url')}`;
  expect(await wordOf(sealer.open(short, 'hold'))).toBe('Forbidden');
});

test.each([0, 16, 31, 33])('a key of %i bytes is refused', (bytes) => {
  expect(() => aesSealer(new Uint8Array(bytes))).toThrow(Fault);
});
