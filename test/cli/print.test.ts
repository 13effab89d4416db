import { styleText } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { json, line } from '../../src/cli/print.ts';

/** What reaches stdout. */
function written(write: () => void): string {
  const chunks: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => chunks.push(String(chunk)) > 0);
  onTestFinished(() => spy.mockRestore());
  write();
  return chunks.join('');
}
const [ESC, CSI, BEL] = [0x1b, 0x9b, 0x07].map((code) => String.fromCharCode(code));

test('of control characters only our own colours, tabs and line feeds are printed', () => {
  for (const style of ['bold', 'red', 'green', 'yellow', 'cyan', 'gray', 'reset'] as const) {
    const ours = styleText(style, 'x\ty\nz', { validateStream: false });
    expect(ours).toContain(ESC);
    expect(written(() => line(ours))).toBe(`${ours}\n`);
  }
  expect(written(() => line(`a${ESC}[2J${ESC}[8m${CSI}2K${BEL}\u202e\rb`))).toBe('a[2J[8m2Kb\n');
});

test('JSON is escaped and loses nothing', () => {
  const value = { says: `a${ESC}[2J${CSI}2K${BEL}\u202e\r\n\tb\u007f` };
  const text = written(() => json(value));
  expect(JSON.parse(text)).toEqual(value);
  expect([...text].filter((sign) => /[^\P{Cc}\n]|\u202e/u.test(sign))).toEqual([]);
});
