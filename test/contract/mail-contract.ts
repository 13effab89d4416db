import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Letter, Mail } from '../../src/core/ports.ts';
import { wordOf } from './records-material.ts';

/** A letter as it lay in somebody's box. */
export interface Received {
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
}
export interface OpenMail {
  mail: Mail;
  /** Whom the letters of `mail` are from. */
  from: string;
  received(): Promise<Received[]>;
  /** An address that is refused, whatever is tried. */
  refused: string;
  /** The same mail when it cannot be reached, or does not know us. */
  unreachable(): Mail;
  unknown(): Mail;
  close(): Promise<void>;
}
/** Why a stand-in cannot show a promise that the real thing keeps. */
export interface MailDifferences {
  throttling?: string;
}

export const letterTo = (to: string, more: Partial<Letter> = {}): Letter => ({
  to,
  subject: 'medium risk: Deployment cart',
  text: 'Hello Ada,\n\nopen https://mendgate.test/decide#1.abc\n',
  html: '<p>Hello Ada,</p>',
  id: 'letter-1',
  ...more,
});

export function mailContract(name: string, open: () => Promise<OpenMail>, differs: MailDifferences = {}): void {
  describe(name, () => {
    let opened: OpenMail;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened?.close());
    const last = async (): Promise<Received | undefined> => (await opened.received()).at(-1);
    const count = async (): Promise<number> => (await opened.received()).length;

    test('a letter arrives, both its forms, at one address', async () => {
      expect(await opened.mail.send(letterTo('ada@example.com'))).toBe('sent');
      const { from, to, subject, text, html } = (await last()) as Received;
      expect({ from, to, subject }).toEqual({
        from: opened.from,
        to: ['ada@example.com'],
        subject: 'medium risk: Deployment cart',
      });
      expect(text.trimEnd()).toBe(letterTo('').text.trimEnd());
      expect(html.trimEnd()).toBe('<p>Hello Ada,</p>');
    });

    test('whatever is written arrives as it was written, long lines and all', () =>
      fc.assert(
        fc.asyncProperty(
          fc.stringMatching(/^[!-~äßéλ文😀]([ -~äßéλ文😀]{0,300}[!-~äßéλ文😀])?$/u),
          fc.stringMatching(/^[!-~äßéλ文😀]([ -~äßéλ文😀\n]{0,3000}[!-~äßéλ文😀])?$/u),
          async (subject, text) => {
            expect(await opened.mail.send(letterTo('ada@example.com', { subject, text }))).toBe('sent');
            const received = await last();
            expect(received?.text.trimEnd()).toBe(text);
            // Whoever folds a long subject may take white space for one space.
            const spaced = (it: string | undefined) => it?.replace(/\s+/g, ' ');
            expect(spaced(received?.subject)).toBe(spaced(subject));
          },
        ),
        { numRuns: 25 },
      ));

    test('a letter that is sent again is sent again', async () => {
      const before = await count();
      for (const _ of [1, 2]) expect(await opened.mail.send(letterTo('ada@example.com'))).toBe('sent');
      expect(await count()).toBe(before + 2);
    });

    test('an address nobody has is refused, and the next letter goes out', async () => {
      const before = await count();
      expect(await opened.mail.send(letterTo(opened.refused))).toBe('refused');
      expect(await count()).toBe(before);
      expect(await opened.mail.send(letterTo('ada@example.com'))).toBe('sent');
    });

    test.each([
      '',
      'ada',
      '@example.com',
      'ada@',
      'ada@example.com,eve@example.org',
      'ada@example.com; eve@example.org',
      'ada@example.com eve@example.org',
      'Ada <ada@example.com>',
      'ada@example.com>\r\nRCPT TO:<eve@example.org',
      'ada@example.com\nBcc: eve@example.org',
      '"ada eve"@example.com',
      'ada@eve@example.com',
      `${'a'.repeat(65)}@example.com`,
      `ada@${'a'.repeat(250)}.com`,
    ])('%j is no address: nothing is sent to anybody', async (to) => {
      const before = await count();
      expect(await opened.mail.send(letterTo(to))).toBe('refused');
      expect(await count()).toBe(before);
    });

    test('a subject cannot bring headers of its own', async () => {
      const subject = 'a plan\r\nBcc: eve@example.org\r\n\r\nand a body';
      const answer = await opened.mail.send(letterTo('ada@example.com', { subject })).catch((fault) => fault.word);
      if (answer === 'sent') expect((await last())?.to).toEqual(['ada@example.com']);
      else expect(answer).toBe('refused');
    });

    test.skipIf(differs.throttling)(`who sends too much is told to wait${because(differs.throttling)}`, async () => {
      const before = await count();
      expect(await wordOf(opened.mail.send(letterTo('busy@example.com')))).toBe('Exhausted');
      expect(await count()).toBe(before);
    });

    test('no server, and a server that does not know us, are no refusals', async () => {
      expect(await wordOf(opened.unreachable().send(letterTo('ada@example.com')))).toBe('Unavailable');
      expect(await wordOf(opened.unknown().send(letterTo('ada@example.com')))).toBe('Unavailable');
    });
  });
}

const because = (why: string | undefined): string => (why === undefined ? '' : ` (not shown here: ${why})`);
