import { expect, test } from 'vitest';
import { randomIds } from '../../src/runtime/local/random-ids.ts';

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

test('ids are ULIDs, each another one, with every letter at every random place', () => {
  const ids = randomIds();
  // Far more than one supply of random numbers holds: what was used must not come again.
  const made = Array.from({ length: 5_000 }, () => ids.next());
  expect(new Set(made.map((id) => id.slice(10))).size).toBe(made.length);
  for (const id of made) expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  for (let place = 10; place < 26; place++)
    expect([...new Set(made.map((id) => id[place]))].sort().join('')).toBe(letters);
});
