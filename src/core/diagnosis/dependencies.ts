import type { World } from './analyzer.ts';
import type { Case } from './judge-world.ts';

export function victimsOf(_world: World, _sick: readonly Case[], _hasOwn: (each: Case) => boolean): Map<Case, Case> {
  return new Map();
}
