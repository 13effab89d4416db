import { randomBytes, randomFillSync } from 'node:crypto';
import { ulid } from 'ulid';
import type { Ids } from '../../core/ports.ts';

/**
 * ULIDs. An id has sixteen random letters, and asking the system for each of them costs an alarm more than its insert: they
 * are taken from a supply that is filled in one go, each number once.
 */
export function randomIds(): Ids {
  const supply = new Uint32Array(1024);
  let next = supply.length;
  const random = (): number => {
    if (next === supply.length) {
      randomFillSync(supply);
      next = 0;
    }
    return (supply[next++] ?? 0) / 2 ** 32;
  };
  // A secret is worth a call of its own: nothing of it ever lay in a supply.
  return { next: () => ulid(undefined, random), secret: () => randomBytes(32).toString('base64url') };
}
