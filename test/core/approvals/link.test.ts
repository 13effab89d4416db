import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/contracts/fault.ts';
import { instantOf, plusSeconds } from '../../../src/contracts/instant.ts';
import { LinkText } from '../../../src/contracts/link.ts';
import { type HoldLink, readLink, signLink } from '../../../src/core/approvals/link.ts';

const key = 'the key of these tests, long enough';
const now = '2026-03-01T08:00:00.000Z';
const link: HoldLink = {
  tenant: 'default',
  incident: '01KTEST0000000000000000001',
  hold: '0123456789abcdef0123',
  approver: 'ada',
  planHash: 'ab'.repeat(32),
  expiresAt: '2026-03-01T12:00:00.000Z',
  nonce: '0f'.repeat(16),
};
const text = signLink(link, key);

const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const anyLink: fc.Arbitrary<HoldLink> = fc.record({
  tenant: name,
  incident: name,
  hold: name,
  approver: name,
  planHash: hex(64),
  expiresAt: fc.integer({ min: 0, max: 4_000_000_000_000 }).map(instantOf),
  nonce: hex(32),
});

test('what was signed is read, until the very instant it ends', () => {
  fc.assert(
    fc.property(anyLink, fc.string({ minLength: 16, maxLength: 64 }), (made, key) => {
      const signed = signLink(made, key);
      expect(readLink(signed, [key], plusSeconds(made.expiresAt, -0.001))).toEqual({ is: 'genuine', link: made });
      expect(readLink(signed, [key], made.expiresAt)).toEqual({ is: 'expired', link: made });
    }),
  );
});

test('it fits a letter and an address as it is, and is the same each time', () => {
  expect(text.length).toBeLessThan(220);
  expect(text).toMatch(/^1\.[A-Za-z0-9_-]+$/);
  expect(encodeURIComponent(text)).toBe(text);
  expect(LinkText.parse(text)).toBe(text);
  expect(signLink(link, key)).toBe(text);
  // Names of the greatest length there is room for.
  const longest = { ...link, tenant: 't'.repeat(255), approver: 'a'.repeat(255), incident: 'i'.repeat(255) };
  expect(LinkText.parse(signLink(longest, key)).length).toBeLessThan(2048);
});

describe('nothing else is read', () => {
  test('not with one bit turned, wherever it is', () => {
    const bytes = Buffer.from(text.slice(2), 'base64url');
    for (let at = 0; at < bytes.length * 8; at += 1) {
      const turned = Buffer.from(bytes);
      turned.writeUInt8(turned.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
      expect(readLink(`1.${turned.toString('base64url')}`, [key], now), `bit ${at}`).toEqual({ is: 'forged' });
    }
  });

  test('not with a character more, less or other, nor in another spelling of the same bytes', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (let at = 0; at <= text.length; at += 1) {
      for (const other of at === text.length - 1 ? [...alphabet] : ['A', '_', '=', '+', '/', ' ', '%']) {
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        if (changed !== text) expect(readLink(changed, [key], now), changed).toEqual({ is: 'forged' });
        expect(readLink(text.slice(0, at) + other + text.slice(at), [key], now)).toEqual({ is: 'forged' });
      }
      if (at < text.length) {
        expect(readLink(text.slice(0, at), [key], now)).toEqual({ is: 'forged' });
        expect(readLink(text.slice(0, at) + text.slice(at + 1), [key], now)).toEqual({ is: 'forged' });
      }
    }
  });

  test('not another version, not without a key, not with another, an empty or a short one', () => {
    for (const changed of [`2${text.slice(1)}`, text.slice(2), `1.${text}`, `${text}.`, `v${text}`])
      expect(readLink(changed, [key], now)).toEqual({ is: 'forged' });
    for (const keys of [[], ['another key of these tests'], ['', 'short'], [`${key} `]])
      expect(readLink(text, keys, now)).toEqual({ is: 'forged' });
  });

  test('whatever it is, it is an answer and never thrown', () => {
    const any = fc.oneof(
      fc.string(),
      fc.base64String().map((rest) => `1.${rest}`),
      fc.uint8Array({ maxLength: 400 }).map((bytes) => `1.${Buffer.from(bytes).toString('base64url')}`),
      fc.string({ unit: 'binary' }).map((rest) => `1.${rest}`),
    );
    fc.assert(
      fc.property(any, fc.array(fc.string(), { maxLength: 2 }), (text, keys) => {
        expect(readLink(text, keys, now)).toEqual({ is: 'forged' });
      }),
      { numRuns: 2000 },
    );
  });

  test('parts moved between its fields are another link', () => {
    // "ab" + "c" and "a" + "bc" hold the same letters.
    const one = signLink({ ...link, tenant: 'ab', incident: 'c' }, key);
    const other = signLink({ ...link, tenant: 'a', incident: 'bc' }, key);
    expect(one.slice(-43)).not.toBe(other.slice(-43));
    expect(readLink(one, [key], now)).toMatchObject({ link: { tenant: 'ab', incident: 'c' } });
  });
});

test('while keys are rotated both are taken; signed is with the one given', () => {
  const [fresh, old] = ['a fresh key of these tests', key];
  expect(readLink(text, [fresh, old], now).is).toBe('genuine');
  expect(readLink(signLink(link, fresh), [fresh, old], now).is).toBe('genuine');
  expect(readLink(text, [fresh], now).is).toBe('forged');
});

describe('what cannot be signed is said', () => {
  test.for<[string, Partial<HoldLink>, string, string]>([
    ['a key that could be guessed', {}, 'fifteen letters', 'Impossible'],
    ['no key', {}, '', 'Impossible'],
    ['a name of nothing', { approver: '' }, key, 'Bug'],
    ['a name without end', { approver: 'a'.repeat(256) }, key, 'Bug'],
    ['a hash that is too short', { planHash: 'ab' }, key, 'Bug'],
  ])('%s', ([, more, key, word]) => {
    let thrown: unknown;
    try {
      signLink({ ...link, ...more }, key);
    } catch (fault) {
      thrown = fault;
    }
    expect(thrown).toBeInstanceOf(Fault);
    expect((thrown as Fault).word).toBe(word);
    if (key !== '') expect((thrown as Fault).message + (thrown as Fault).hint).not.toContain(key);
  });
});
