import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What takes longest begins first, so that no processor is left alone with it at the end. vitest knows how long each took the
 * last time; a fresh checkout knows nothing, and then this does.
 */
const slow: readonly RegExp[] = [
  /\/simulation\//,
  /\/crash\//,
  /\/house\/build\./,
  /\/contract\/decision/,
  /\/cli\/(whole-path|offline)\./,
  /\/lib\/(stack|grants)\./,
];
const placeOf = ({ moduleId }: TestSpecification): number => {
  const at = slow.findIndex((pattern) => pattern.test(moduleId));
  return at < 0 ? slow.length : at;
};

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
