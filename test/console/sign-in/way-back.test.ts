import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOurs } from '../../../console/sign-in/way-back.ts';

test.each(['/', '/incidents/01K/timeline', '/decide#a.signed_link', '/incidents?status=active'])(
  '%s is ours',
  (path) => {
    expect(isOurs(path)).toBe(true);
  },
);

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  '/incidents/\\evil',
  'javascript:alert(1)',
  '/sign-in#code',
  '/sign-in?code=1',
  '/api/v1/stop',
  '/nowhere',
  '',
])('%s is not', (path) => {
  expect(isOurs(path)).toBe(false);
});

test('no path that is taken as ours leaves this origin', () => {
  const origin = 'https://mendgate.example.com';
  const piece = fc.constantFrom(
    '/',
    '//',
    '\\',
    '..',
    'incidents',
    'decide',
    '@',
    ':',
    'evil.example',
    '#',
    '?',
    '%2f',
    '\t',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((pieces) => pieces.join('')),
      ),
      (path) => {
        expect(!isOurs(path) || new URL(path, origin).origin === origin).toBe(true);
      },
    ),
  );
});
