import { ulid } from 'ulid';
import type { Ids } from '../../core/ports.ts';

export const ids = (): Ids => ({ next: () => ulid() });
