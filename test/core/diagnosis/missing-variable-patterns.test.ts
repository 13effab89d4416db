import { describe, expect, test } from 'vitest';
import { hitsOf, mentionsOf } from '../../../src/core/diagnosis/missing-variable.ts';
import { namelessPhrases, phrases } from '../../../src/core/diagnosis/missing-variable-patterns.ts';

const rows = (which: 'yes' | 'no') =>
  [...phrases, ...namelessPhrases].flatMap((phrase) => phrase[which].map((text) => ({ id: phrase.id, text, phrase })));

describe('how programs say that a variable is missing', () => {
  test.each(rows('yes'))('$id: $text', ({ phrase, text }) => {
    const hits = hitsOf(phrase, text);
    expect(hits.length).toBeGreaterThan(0);
    if (phrases.includes(phrase)) expect(hits[0]?.mention.name).toMatch(/^[A-Za-z_]{2,}/);
    else expect(hits[0]?.mention.name).toBeUndefined();
  });

  test.each(rows('no'))('$id is not said by: $text', ({ phrase, text }) => {
    expect(hitsOf(phrase, text)).toEqual([]);
  });

  test.each(rows('no'))('and nobody reads a name into: $text', ({ text }) => {
    expect(mentionsOf(text).filter((mention) => mention.name !== undefined)).toEqual([]);
  });

  test.each([
    'WARN  DATABASE_URL is not set',
    'level=warning msg="DATABASE_URL is not set"',
    '{"level":"info","msg":"DATABASE_URL is not set"}',
    'DATABASE_URL is not set, falling back to sqlite',
    'optional variable SENTRY_DSN is not set',
    'The "TAG" variable is not set. Defaulting to a blank string.',
    'SENTRY_DSN is not set: error reporting disabled',
    '2026-03-03 INFO FEATURE_FLAGS is unset',
  ])('harmless: %s', (line) => {
    expect(mentionsOf(line)).toEqual([]);
  });

  test('names come in the order of the log, each once; the nameless last', () => {
    const log = 'B_URL is not set\nrequired environment variable is not set\nA_URL must be set\nB_URL is not set';
    expect(mentionsOf(log).map((mention) => mention.name)).toEqual(['B_URL', 'A_URL', undefined]);
  });

  test('a long hostile log is read in linear time', () => {
    const log = [
      'environment variable '.repeat(2000),
      'A_'.repeat(20000),
      '"'.repeat(20000),
      'missing '.repeat(5000),
    ].join('\n');
    const before = process.cpuUsage().user;
    mentionsOf(log);
    // Microseconds of our own CPU; quadratic reading takes minutes.
    expect(process.cpuUsage().user - before).toBeLessThan(3_000_000);
  });
});
