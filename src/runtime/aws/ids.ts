import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import type { Ids } from '../../core/ports.ts';

export const ids = (): Ids => ({ next: () => ulid(), secret: () => randomBytes(32).toString('base64url') });
