import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffLines } from '../../../console/view/diff-lines.ts';
import { shownLine, shownText } from '../../../console/view/shown-text.ts';
import { controls } from '../../../src/contracts/plain-text.ts';

const esc = String.fromCharCode(27);
const rightToLeft = String.fromCharCode(0x202e);
/** What a hostile log may hold: terminal commands, turned text, halves of characters, very long lines. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(`${esc}[2J`, rightToLeft, '\r\n', '\0', '<img src=x onerror=alert(1)>', '\ud83d'),
    ),
  )
  .map((parts) => parts.join(''));
const holds = (text: string): boolean => new RegExp(controls.source).test(text);

describe('a line', () => {
  test('keeps what it says and loses what moves or turns it', () => {
    expect(shownLine(`a${esc}[31mb${rightToLeft}c\nd`)).toBe('abc d');
    expect(shownLine('<b>not markup</b>')).toBe('<b>not markup</b>');
  });

  test('a megabyte is cut, and says that it was', () => {
    const line = shownLine('x'.repeat(1_000_000), 100);
    expect(line).toBe(`${'x'.repeat(100)}…`);
  });

  test('no text of anybody brings a control, a second line, or more than was asked for', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 50 }), (text, most) => {
        const line = shownLine(text, most);
        expect(holds(line) || line.includes('\n')).toBe(false);
        expect(line.length).toBeLessThanOrEqual(most + 1);
      }),
    );
  });
});

describe('a block', () => {
  test('counts what it leaves out', () => {
    expect(shownText('abcdef', 4)).toEqual({ text: 'abcd', left: 2 });
    expect(shownText('abc', 4)).toEqual({ text: 'abc', left: 0 });
  });

  test('never cuts a character in two', () => {
    expect(shownText('ab😀', 3)).toEqual({ text: 'ab', left: 2 });
  });

  test('keeps lines, loses controls', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = shownText(text, 1000);
        expect(holds(shown.text)).toBe(false);
        expect(shown.left).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(shownText('a\nb').text).toBe('a\nb');
  });
});

describe('a diff', () => {
  test('each line by what it means', () => {
    const diff = '--- a\tas it stands\n+++ a\tas planned\n@@ -1,2 +1,2 @@\n spec:\n-  memory: 64Mi\n+  memory: 128Mi\n';
    expect(diffLines(diff).map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'file --- a\tas it stands',
      'file +++ a\tas planned',
      'place @@ -1,2 +1,2 @@',
      'same spec:',
      'removed   memory: 64Mi',
      'added   memory: 128Mi',
    ]);
  });

  test('a value that looks like a mark stays a value', () => {
    expect(diffLines('-- x\n++ y')).toEqual([
      { kind: 'removed', text: '- x' },
      { kind: 'added', text: '+ y' },
    ]);
  });
});
