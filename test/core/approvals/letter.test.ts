import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Letters } from '../../../src/contracts/letters.ts';
import { type AboutHold, askLetter, endedLetter } from '../../../src/core/approvals/hold-letters.ts';
import { root } from '../../architecture/tree.ts';

const letters = Letters.parse(JSON.parse(readFileSync(join(root, 'layers/house-rules/letters.json'), 'utf8')));
const address = 'https://mendgate.test/decide#1.AbC_-9';

const about = (over: { plan?: object; alarm?: string; name?: string; letters?: Letters } = {}): AboutHold => ({
  letters: over.letters ?? letters,
  user: { name: over.name ?? 'Ada' },
  incident: { id: '01KTEST', title: over.alarm ?? 'KubePodCrashLooping', cluster: 'practice' },
  hold: { code: 'bcdfg', expiresAt: '2026-03-01T12:00:00.000Z' },
  proposal: {
    cluster: 'prod-eu',
    plan: {
      title: 'Raise the memory limit of cart to 256Mi',
      rootCause: 'Memory limit below what the container needs',
      evidence: [
        { id: 'e1', from: 'pod/cart-1', says: 'lastState OOMKilled, exit 137' },
        { id: 'e2', from: 'deployment/cart', says: 'memory limit 128Mi' },
      ],
      target: { kind: 'Deployment', namespace: 'shop', name: 'cart', container: 'app' },
      action: { id: 'workload.set-resources', params: {}, risk: 'medium' },
      confidence: 0.93,
      ...over.plan,
    } as AboutHold['proposal']['plan'],
  },
});

test.each([
  ['https://evil.example/login', 'https[:]//evil.example/login'],
  ['www.evil.example/login', 'www[.]evil.example/login'],
  ['WWW.evil.example', 'WWW[.]evil.example'],
  ['write to mailto:eve@evil.example now', 'write to mailto[:]eve@evil.example now'],
  ['shop/www-data and wwww.x', 'shop/www-data and wwww.x'],
])('%s in an alarm becomes no link of a mail program', (alarm, spelled) => {
  const { text, html } = askLetter(about({ alarm }), address);
  for (const form of [text, html]) {
    expect(form).toContain(spelled);
    if (spelled !== alarm) expect(form).not.toContain(alarm);
  }
});

describe('a letter that asks', () => {
  const letter = askLetter(about(), address);

  test('says in its subject what is at risk, where', () => {
    expect(letter.subject).toBe('medium risk: Deployment cart (app) in prod-eu/shop: a plan waits for your yes');
  });

  test.each([
    'Hello Ada,',
    'Deployment cart (app)',
    'prod-eu/shop',
    'Memory limit below what the container needs',
    'KubePodCrashLooping',
    'pod/cart-1: lastState OOMKilled, exit 137',
    'deployment/cart: memory limit 128Mi',
    'Raise the memory limit of cart to 256Mi',
    'medium',
    '93 %',
    '2026-03-01 12:00 UTC',
    'Opening the link decides nothing',
    'bcdfg',
    '01KTEST',
    address,
  ])('says in both forms: %s', (words) => {
    expect(letter.text).toContain(words);
    expect(letter.html.replaceAll('&#39;', "'")).toContain(words);
  });

  test('as text is paragraphs between empty lines, as HTML a page with one link', () => {
    expect(letter.text.split('\n\n')).toHaveLength(letters.ask.paragraphs.length);
    expect(letter.text).not.toMatch(/[{}]/);
    expect(letter.html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(
      [...letter.html.matchAll(/<a href="([^"]*)"[^>]*>([^<]*)</g)].map(([, href, called]) => [href, called]),
    ).toEqual([[address, 'Look at the plan']]);
    expect(letter.html).not.toMatch(/<(script|img|iframe|form|style|link)\b/);
  });

  test('names no more than six lines of evidence, and how many there are beyond', () => {
    const evidence = Array.from({ length: 9 }, (_, at) => ({ id: `e${at}`, from: `pod/${at}`, says: `line ${at}` }));
    const { text } = askLetter(about({ plan: { evidence } }), address);
    expect(text).toContain('pod/5: line 5');
    expect(text).not.toContain('pod/6');
    expect(text).toContain('(+3)');
  });
});

test.for<[keyof Letters['ended']['outcomes'], RegExp]>([
  ['approved', /Bob approved it on 2026-03-01 09:00 UTC/],
  ['rejected', /Bob rejected it on 2026-03-01 09:00 UTC/],
  ['expired', /Nobody decided by 2026-03-01 09:00 UTC/],
  ['superseded', /another plan/],
  ['withdrawn', /taken back/],
])('a letter that tells of an end: %s', ([as, says]) => {
  const letter = endedLetter(about(), { as, by: 'Bob', at: '2026-03-01T09:00:00.000Z' });
  expect(letter.text).toMatch(says);
  expect(letter.html).toMatch(says);
  expect(letter.text).not.toContain('decide#');
  expect(letter.subject).toContain('Deployment cart (app) in prod-eu/shop');
});

describe('text of strangers', () => {
  const controls = [0x1b, 0x07, 0x202e, 0x0d, 0x0a, 0x2028].map((code) => String.fromCharCode(code)).join('');
  const forged = `${controls}<script>alert(1)</script>"' & {link} {name} https://evil.example/decide#1.x`;
  const everywhere = about({
    alarm: forged,
    name: forged,
    plan: {
      title: forged,
      rootCause: forged,
      evidence: [{ id: 'e1', from: forged, says: forged }],
      target: { kind: forged, namespace: forged, name: forged },
    },
  });

  test('is shown and does nothing: no tag, no line, no link, no word of ours filled in', () => {
    for (const letter of [
      askLetter(everywhere, address),
      endedLetter(everywhere, { as: 'approved', by: forged, at: '2026-03-01T09:00:00.000Z' }),
    ]) {
      expect(letter.html).not.toContain('<script');
      expect(letter.html).toContain('&lt;script&gt;');
      for (const form of [letter.subject, letter.text, letter.html]) expect(form).not.toMatch(/https?:\/\/evil/);
      expect(letter.text).toContain('https[:]//evil.example');
      expect(letter.text).toContain('{link} {name}');
      expect(letter.subject).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
      expect(letter.subject.length).toBeLessThanOrEqual(200);
      expect(letter.text).not.toMatch(/[^\P{Cc}\n]|[\u2028\u202e]/u);
    }
  });

  test('whatever it is, the letter has its paragraphs and its one link, and stays small', () => {
    const line = fc.string({ unit: 'binary', maxLength: 3000 });
    fc.assert(
      fc.property(line, line, line, (a, b, c) => {
        const evidence = Array.from({ length: 20 }, () => ({ id: 'e', from: a, says: b }));
        const { text, html, subject } = askLetter(about({ alarm: a, name: c, plan: { title: b, evidence } }), address);
        expect(text.split('\n\n')).toHaveLength(letters.ask.paragraphs.length);
        expect(html.split('<a ').length).toBe(2);
        expect(html.match(/<p>/g)).toHaveLength(letters.ask.paragraphs.length - 1);
        expect(text.length + html.length + subject.length).toBeLessThan(64 * 1024);
        expect([text, html, subject].every((form) => form.isWellFormed())).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('credentials in it are taken out: mail is outside', () => {
    const says =
      'DB_PASSWORD=hunter-of-old, postgres://orders:pw-in-the-dsn@db:5432, Authorization: Bearer abcdef123456';
    const { text, html } = askLetter(about({ plan: { evidence: [{ id: 'e', from: 'log', says }] } }), address);
    for (const form of [text, html])
      for (const secret of ['hunter-of-old', 'pw-in-the-dsn', 'abcdef123456']) expect(form).not.toContain(secret);
    expect(text).toMatch(/DB_PASSWORD=secret:[0-9a-f]{8}/);
  });
});

describe('the document of the letters', () => {
  const changed = (change: (document: ReturnType<typeof structuredClone<Letters>>) => void) => {
    const document = structuredClone(letters);
    change(document);
    return Letters.safeParse(document);
  };

  test('people may say it in their own language', () => {
    const german = changed((it) => {
      it.language = 'de';
      it.ask.subject = '{risk}: {object} in {cluster}/{namespace} wartet auf Ihr Ja';
      it.ask.paragraphs = ['Guten Tag, {name}\n{object}', '{link}'];
    });
    const { text, html } = askLetter(about({ letters: german.data as Letters }), address);
    expect(text).toBe(`Guten Tag, Ada\nDeployment cart (app)\n\n${address}\n`);
    expect(html).toContain('<html lang="de">');
    expect(html).toContain('<p>Guten Tag, Ada<br>Deployment cart (app)</p>');
  });

  test.for<[string, (it: Letters) => void, RegExp]>([
    [
      'a word it does not know',
      (it) => void Object.assign(it.ask, { subject: 'for {nam}' }),
      /ask\.subject|\{nam\} is no word/,
    ],
    ['a word of the other letter', (it) => void it.ended.paragraphs.push('{link}'), /\{link\} is no word/],
    ['half a brace', (it) => void it.ask.paragraphs.push('{name'), /other half/],
    ['no link', (it) => void it.ask.paragraphs.splice(0, 99, 'Hello'), /no \{link\}/],
    ['a link inside of a sentence', (it) => void it.ask.paragraphs.push('go to {link}'), /paragraphs of their own/],
    ['a link in the subject', (it) => void Object.assign(it.ask, { subject: '{link}' }), /\{link\} is no word/],
    ['a subject of two lines', (it) => void Object.assign(it.ask, { subject: 'a\nBcc: eve@example.org' }), /one line/],
    ['no language', (it) => void Object.assign(it, { language: '"><script>' }), /language tag/],
    ['a text without end', (it) => void it.ask.paragraphs.push('x'.repeat(2001)), /2000/],
  ])('%s is refused by name', ([, change, says]) => {
    const parsed = changed(change);
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).toMatch(says);
  });
});
