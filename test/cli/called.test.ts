import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test, vi } from 'vitest';
import { calledFor, defaultDataDirectory } from '../../src/cli/called.ts';

const called = (data: string, server?: string): string => {
  vi.stubEnv('MENDGATE_COMMAND', 'npx mendgate');
  vi.stubEnv('XDG_DATA_HOME', '/srv/data');
  return calledFor({ data, server });
};

test('the usual directory need not be named, another must, from wherever the command is typed', () => {
  expect(called('/srv/data/mendgate')).toBe('npx mendgate');
  expect(called('/srv/data/../data/mendgate/')).toBe('npx mendgate');
  expect(called('/srv/mendgate')).toBe('npx mendgate --data /srv/mendgate');
  expect(called('here')).toBe(`npx mendgate --data ${resolve('here')}`);
  expect(called('/srv/mendgate', 'https://mendgate.example.com')).toBe(
    'npx mendgate --server https://mendgate.example.com',
  );
});

test('without a word of its own it is mendgate', () => {
  vi.stubEnv('MENDGATE_COMMAND', undefined);
  expect(calledFor({ data: defaultDataDirectory(), server: undefined })).toBe('mendgate');
});

test.for(['/srv/two words', "/srv/it's", '/srv/$HOME', '/srv/`id`', '/srv/a"b\\c', '/srv/größe', '/srv/*;&|'])(
  'a shell reads %s as one word',
  (data) => {
    const typed = called(data).replace('npx mendgate', 'printf %s%s');
    expect(execFileSync('sh', ['-c', typed], { encoding: 'utf8' })).toBe(`--data${data}`);
  },
);
