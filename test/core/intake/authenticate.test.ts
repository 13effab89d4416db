import { describe, expect, test } from 'vitest';
import type { Hook } from '../../../src/contracts/hook.ts';
import { authenticates } from '../../../src/core/intake/authenticate.ts';

const hook = (auth: Hook['auth']): Hook => ({
  id: 'h',
  tenant: 't',
  source: 'alertmanager',
  auth,
  secret: 's',
  cluster: 'c',
});
const bearer = hook({ kind: 'bearer' });
const basic = hook({ kind: 'basic', user: 'alertmanager' });
const header = hook({ kind: 'header', header: 'X-Mendgate-Key' });
const pair = (text: string) => ({ authorization: `Basic ${Buffer.from(text, 'utf8').toString('base64')}` });
const live = ['new-key', 'old-key'];

type Row = [string, Hook, Record<string, string | undefined>, string[], boolean];
const rows: Row[] = [
  ['the key', bearer, { authorization: 'Bearer new-key' }, live, true],
  ['the other live key during a rotation', bearer, { authorization: 'Bearer old-key' }, live, true],
  ['the scheme in lower case', bearer, { authorization: 'bearer new-key' }, live, true],
  ['several spaces', bearer, { authorization: 'Bearer   new-key' }, live, true],
  ['a retired key', bearer, { authorization: 'Bearer older-key' }, live, false],
  ['one character short', bearer, { authorization: 'Bearer new-ke' }, live, false],
  ['one character long', bearer, { authorization: 'Bearer new-keyy' }, live, false],
  ['another case', bearer, { authorization: 'Bearer NEW-KEY' }, live, false],
  ['no header', bearer, {}, live, false],
  ['an undefined header', bearer, { authorization: undefined }, live, false],
  ['an empty token', bearer, { authorization: 'Bearer ' }, live, false],
  ['no scheme', bearer, { authorization: 'new-key' }, live, false],
  ['another scheme', bearer, { authorization: 'Token new-key' }, live, false],
  ['the header sent twice and joined', bearer, { authorization: 'Bearer new-key, Bearer new-key' }, live, false],
  ['the key in another header', bearer, { 'x-mendgate-key': 'new-key' }, live, false],
  ['no live key at all', bearer, { authorization: 'Bearer new-key' }, [], false],
  ['no live key and no header', bearer, {}, [], false],
  ['an empty live key and an empty token', bearer, { authorization: 'Bearer ' }, [''], false],
  ['an empty live key beside a real one', bearer, { authorization: 'Bearer new-key' }, ['', 'new-key'], true],
  ['the key', basic, pair('alertmanager:new-key'), live, true],
  ['a password with a colon', basic, pair('alertmanager:a:b'), ['a:b'], true],
  ['a password outside ASCII', basic, pair('alertmanager:schlüssel'), ['schlüssel'], true],
  ['another user', basic, pair('someone:new-key'), live, false],
  ['no user', basic, pair(':new-key'), live, false],
  ['the password alone', basic, pair('new-key'), live, false],
  ['an empty password and an empty live key', basic, pair('alertmanager:'), [''], false],
  ['no base64', basic, { authorization: 'Basic %%%' }, live, false],
  ['bearer instead', basic, { authorization: 'Bearer new-key' }, live, false],
  ['the key, its header written in capitals in the settings', header, { 'x-mendgate-key': 'new-key' }, live, true],
  ['an empty value', header, { 'x-mendgate-key': '' }, [''], false],
  ['the header sent twice and joined', header, { 'x-mendgate-key': 'new-key, new-key' }, live, false],
  ['authorization instead', header, { authorization: 'Bearer new-key' }, live, false],
];

for (const kind of ['bearer', 'basic', 'header'] as const)
  describe(kind, () => {
    test.each(rows.filter(([, on]) => on.auth.kind === kind))('%s', (_, on, headers, secrets, expected) => {
      expect(authenticates(on, headers, secrets)).toBe(expected);
    });
  });

test('a header that only the prototype has is no header', () => {
  expect(authenticates(hook({ kind: 'header', header: 'constructor' }), {}, [String(Object)])).toBe(false);
});

test('every live key is tried, even after one has matched and even when nothing was shown', () => {
  for (const headers of [{ authorization: 'Bearer new-key' }, {}]) {
    const read: string[] = [];
    const watched = new Proxy(live, {
      get: (keys, name, self) => {
        if (/^\d+$/.test(String(name))) read.push(String(name));
        return Reflect.get(keys, name, self);
      },
    });
    authenticates(bearer, headers, watched);
    expect(read).toEqual(['0', '1']);
  }
});

test('of two thousand other keys none is taken: the whole digest decides, not its beginning', () => {
  const taken = Array.from({ length: 2000 }, (_, at) => `guess-${at}`).filter((guess) =>
    authenticates(bearer, { authorization: `Bearer ${guess}` }, live),
  );
  expect(taken).toEqual([]);
});
