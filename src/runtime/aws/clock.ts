import type { Clock } from '../../core/ports.ts';

export const clock = (): Clock => ({ now: () => new Date().toISOString() });
