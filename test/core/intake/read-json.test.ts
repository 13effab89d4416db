import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault, type FaultWord } from '../../../src/contracts/fault.ts';
import { intakeLimits } from '../../../src/core/intake/limits.ts';
import { readJson } from '../../../src/core/intake/read-json.ts';

const limits = { bytes: 1000, depth: 4, nodes: 20 };
const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (text: string, bounds = limits) => readJson(utf8(text), bounds);

function refusal(call: () => unknown): Fault {
  try {
    call();
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
  throw new Error('it was read');
}

describe('what is refused, by which bound', () => {
  test.each<[string, Uint8Array, FaultWord, RegExp]>([
    ['one byte too many', utf8(`"${'a'.repeat(999)}"`), 'TooLarge', /1001 bytes, at most 1000/],
    ['one level too deep', utf8('[[[[[]]]]]'), 'TooLarge', /deeper than 4 levels/],
    ['objects too deep', utf8('{"a":{"a":{"a":{"a":{}}}}}'), 'TooLarge', /deeper than 4 levels/],
    ['one value too many', utf8(`[${Array(20).fill(1)}]`), 'TooLarge', /more than 20 values/],
    ['too many strings', utf8(`[${Array(20).fill('"a"')}]`), 'TooLarge', /more than 20 values/],
    ['nothing', utf8(''), 'Malformed', /empty/],
    ['space only', utf8(' \n'), 'Malformed', /empty/],
    ['no JSON', utf8('{"a": nope}'), 'Malformed', /not JSON/],
    ['a comma too many', utf8('{"a":1,}'), 'Malformed', /not JSON \(character 7\)/],
    ['half of it', utf8('{"a": [1, 2'), 'Malformed', /not JSON/],
    ['an open string', utf8('{"a'), 'Malformed', /not JSON/],
    ['two documents', utf8('{} {}'), 'Malformed', /not JSON/],
    ['a comment', utf8('{} // note'), 'Malformed', /not JSON/],
    ['a form', utf8('payload=%7B%7D'), 'Malformed', /not JSON/],
    ['Latin-1', new Uint8Array([0x22, 0xfc, 0x22]), 'Malformed', /not UTF-8/],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]), 'Malformed', /not UTF-8/],
    ['a surrogate written in UTF-8', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]), 'Malformed', /not UTF-8/],
    ['a name twice', utf8('{"a":[0,{"b":1,"c":{},"b":2}]}'), 'Malformed', /^a\[1\]\.b: this name stands twice/],
    ['a name twice, once with an escape', utf8('{"b":1,"\\u0062":2}'), 'Malformed', /^b: this name stands twice/],
    ['a name twice, space before the colon', utf8('{"b" :1,"b"\n:2}'), 'Malformed', /^b: this name stands twice/],
  ])('%s', (_, bytes, word, says) => {
    const fault = refusal(() => readJson(bytes, limits));
    expect([fault.word, fault.message]).toEqual([word, expect.stringMatching(says)]);
    expect(fault.hint).toMatch(/^Send /);
  });

  test('the refusal quotes nothing of a body that is no JSON', () => {
    expect(refusal(() => read('{"password": hunter2}')).message).not.toContain('hunter2');
  });
});

describe('what is read', () => {
  test.each<[string, string, unknown]>([
    ['exactly as deep as allowed', '[[[[]]]]', [[[[]]]]],
    ['exactly as many values as allowed', `[${Array(19).fill(1)}]`, Array(19).fill(1)],
    ['brackets inside a string do not nest', '"[[[[[[{{{{{{"', '[[[[[[{{{{{{'],
    ['an escaped quote does not end a string', '["a\\"[[[[[", "\\\\"]', ['a"[[[[[', '\\']],
    ['one name in two objects', '[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
    ['a byte order mark', '\ufeff{"a":1}', { a: 1 }],
    [
      'half a surrogate pair becomes a replacement',
      '{"a\\ud800":"\\udc00 \\ud83d\\uded2"}',
      { 'a\ufffd': '\ufffd 🛒' },
    ],
  ])('%s', (_, text, value) => {
    expect(read(text)).toEqual(value);
  });

  test('a key named __proto__ is left out, at any depth and however it is written', () => {
    for (const name of ['__proto__', '__proto\\u005f_']) {
      const value = read(`{"a":[{"${name}":{"polluted":true},"b":1}]}`) as { a: [object] };
      expect(JSON.stringify(value)).toBe('{"a":[{"b":1}]}');
      expect(Object.assign({}, value.a[0])).not.toHaveProperty('polluted');
    }
    expect({}).not.toHaveProperty('polluted');
  });

  test('a key named constructor is an ordinary key', () => {
    const value = read('{"constructor":{"prototype":{"polluted":true}}}');
    expect(Object.keys(value as object)).toEqual(['constructor']);
    expect({}).not.toHaveProperty('polluted');
  });

  test('reads what JSON.parse reads, for every JSON text within the bounds', () => {
    const wide = { bytes: 1e6, depth: 100, nodes: 1e5 };
    fc.assert(
      fc.property(fc.json({ stringUnit: 'grapheme' }), fc.nat(3), (text, indent) => {
        // That name alone is left out, on purpose: a row above shows it.
        fc.pre(!text.includes('__proto__'));
        const spaced = JSON.stringify(JSON.parse(text), null, indent);
        expect(read(spaced, wide)).toEqual(JSON.parse(spaced));
      }),
    );
  });

  // Any UTF-16 units, halves of pairs among them.
  const units = fc
    .array(fc.oneof(fc.integer({ min: 0xd7f0, max: 0xe010 }), fc.nat(0xffff)), { maxLength: 8 })
    .map((codes) => String.fromCharCode(...codes));
  test('whatever is read can be hashed: RFC 8785 has text for it', () => {
    fc.assert(
      fc.property(fc.dictionary(units, units), (texts) => {
        // JSON.stringify escapes halves of pairs, as a sender must to get them through UTF-8.
        const text = JSON.stringify(texts);
        expect(canonicalize(read(text, { bytes: 1e6, depth: 9, nodes: 1e5 }))).toBeTypeOf('string');
      }),
    );
  });
});

describe('bombs cost no more than reading them', () => {
  test.each<[string, () => Uint8Array, FaultWord]>([
    ['100,000 open brackets', () => utf8('['.repeat(100_000)), 'TooLarge'],
    ['100,000 nested objects', () => utf8('{"a":'.repeat(100_000)), 'TooLarge'],
    ['10 MB', () => new Uint8Array(10 * 1024 * 1024).fill(0x20), 'TooLarge'],
    ['half a million values', () => utf8(`[${'1,'.repeat(500_000)}1]`), 'TooLarge'],
    ['a million backslashes', () => utf8(`"${'\\'.repeat(1_000_000)}`), 'Malformed'],
    ['a million quotes', () => utf8('"'.repeat(1_000_000)), 'TooLarge'],
    ['a million spaces after a name', () => utf8(`{"a"${' '.repeat(1_000_000)}`), 'Malformed'],
    [
      '30,000 keys named __proto__, the end missing',
      () => utf8(`[${'{"__proto__":1},'.repeat(29_999)}{}`),
      'Malformed',
    ],
  ])('%s', (_, bomb, word) => {
    expect(refusal(() => readJson(bomb(), intakeLimits)).word).toBe(word);
  });
});
