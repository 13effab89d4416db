import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secretFree, withoutSecrets } from '../../../src/core/policy/secret-value.ts';
import { shownEffect } from '../../../src/core/policy/shown-effect.ts';

// In two parts, so that nobody who scans this repository for keys stops here.
const stripe = `sk_${'live'}_51habcdefghijklmnop`;

describe('secretFree', () => {
  test.each([
    ['DB_PASSWORD', 'hunter2', 'hunter2'],
    ['STRIPE_SK', stripe, stripe],
    ['ANYTHING', `prefix ${stripe} suffix`, stripe],
    ['SESSION', 'k9XbQ2mZp7Lr4TwVs8Nc1YaE', 'k9XbQ2mZp7Lr4TwVs8Nc1YaE'],
    ['DATABASE_URL', 'postgres://app:hunter2@db/x', 'hunter2'],
    ['DATABASE_URL', 'postgres://app:hun/ter2@db/x', 'ter2'],
    ['DATABASE_URL', "postgres://app:hunter's@db/x", 'hunter'],
    ['DSN', 'app:hunter2@tcp(db:3306)/x', 'hunter2'],
    ['SOURCE', 'app:hunter2@tcp(db:3306)/x', 'hunter2'],
    ['SQL_CONNECTION_STRING', 'Server=db;User Id=a;AccountKey=abc', 'abc'],
    ['X-Api-Key', 'plain', 'plain'],
    ['Authorization', 'custom', 'custom'],
  ])('%s=%s is not told', (name, value, secret) => {
    const shown = secretFree(name, value);
    expect(shown).toMatch(/secret:[0-9a-f]{8}/);
    expect(shown).not.toContain(secret);
    expect(secretFree(name, shown)).toBe(shown);
  });

  test.each([
    ['CART_URL', 'http://cart:8080/x@1'],
    ['AUTH_URL', 'http://auth:8080'],
    ['TOKEN_TTL', '300'],
    ['API_TOKEN', ''],
    ['LEVEL', 'info'],
    ['ORDERS_DSN', 'postgres://orders-db:5432/orders'],
  ])('%s=%s is told as it is', (name, value) => expect(secretFree(name, value)).toBe(value));

  test('twice is once, for any name and value', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, value) => {
        const once = secretFree(name, value);
        expect(secretFree(name, once)).toBe(once);
      }),
    );
  });
});

test('at any depth of any JSON no variable keeps its secret, and everything else stays', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'env', 'value', 'name'), { maxLength: 8 }), (keys) => {
      const variable = { name: 'DB_PASSWORD', value: 'hunter2', more: 1 };
      const deep = keys.reduce<unknown>((inner, key) => ({ [key]: [inner, null, true] }), variable);
      const shown = JSON.stringify(withoutSecrets(deep));
      expect(shown).not.toContain('hunter2');
      expect(shown.replace(/secret:[0-9a-f]{8}/, 'hunter2')).toBe(JSON.stringify(deep));
    }),
  );
});

test('a value that is changed alone is hidden: its name stands elsewhere', () => {
  const path = '/spec/template/spec/containers/0/env/0/value';
  const ref = { kind: 'Deployment', namespace: 'shop', name: 'cart' } as const;
  const effect = {
    ordinal: 0,
    ref,
    uid: 'u',
    changes: [{ path, before: 'one-thing', after: 'other-thing' }],
    patch: [
      { op: 'test' as const, path, value: 'one-thing' },
      { op: 'replace' as const, path, value: 'other-thing' },
    ],
    inverse: [{ op: 'replace' as const, path, value: 'one-thing' }],
  };
  const shown = shownEffect(effect);
  expect(JSON.stringify(shown)).not.toMatch(/one-thing|other-thing/);
  expect(shown.changes[0]?.before).not.toBe(shown.changes[0]?.after);
  expect(shown).toMatchObject({
    ordinal: 0,
    ref,
    uid: 'u',
    patch: [
      { op: 'test', path },
      { op: 'replace', path },
    ],
  });
});
