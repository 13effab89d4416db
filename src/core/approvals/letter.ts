import { plainLine } from '../../contracts/plain-text.ts';
import { cutText } from '../intake/cut-text.ts';
import { redactText } from '../policy/redact-text.ts';

export interface WrittenLetter {
  subject: string;
  text: string;
  html: string;
}

/** What stands for the words of a template, and for its two blocks. */
export interface LetterParts {
  language: string;
  subject: string;
  paragraphs: readonly string[];
  words: Readonly<Record<string, string>>;
  evidence?: readonly string[];
  link?: { address: string; called: string };
}

const subjectAtMost = 200;

/**
 * A letter in both its forms, from one template. Only the template and the link come from us: every word is text of
 * strangers, so it is made harmless here, in the one place all of it passes.
 */
export function writeLetter(parts: LetterParts): WrittenLetter {
  const words = Object.fromEntries(Object.entries(parts.words).map(([name, text]) => [name, harmless(text)]));
  const fill = (template: string, as: (text: string) => string): string =>
    template
      .split(/(\{[^{}]*\})/)
      .map((piece) => (/^\{.*\}$/.test(piece) ? as(words[piece.slice(1, -1)] ?? '') : as(piece)))
      .join('');
  const evidence = (parts.evidence ?? []).map((line) => harmless(line));
  const { link } = parts;
  const text = parts.paragraphs.map((paragraph) => {
    if (paragraph === '{evidence}') return evidence.map((line) => `- ${line}`).join('\n');
    if (paragraph === '{link}') return link?.address ?? '';
    return fill(paragraph, same);
  });
  const html = parts.paragraphs.map((paragraph) => {
    if (paragraph === '{evidence}') return `<ul>${evidence.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`;
    if (paragraph === '{link}')
      return link ? `<p><a href="${escaped(link.address)}" style="${button}">${escaped(link.called)}</a></p>` : '';
    return `<p>${fill(paragraph, escaped).replaceAll('\n', '<br>')}</p>`;
  });
  return {
    subject: cutText(fill(parts.subject, same), subjectAtMost),
    text: `${text.join('\n\n')}\n`,
    html: page(parts.language, html.join('\n')),
  };
}

/** A line, cut, without secrets; what is written as an address is spelled so that no mail program makes a link of it. */
function harmless(text: string): string {
  return cutText(redactText(plainLine(text)), 400)
    .replace(/\b([a-z][a-z0-9+.-]*):\/\//gi, '$1[:]//')
    .replace(/\b(mailto):/gi, '$1[:]')
    .replace(/\b(www)\./gi, '$1[.]');
}

const same = (text: string): string => text;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** Large enough for a thumb, readable in light and dark. */
const button =
  'display:inline-block;padding:12px 24px;border-radius:20px;background:#0972d3;color:#ffffff;font-weight:bold;text-decoration:none';

const page = (language: string, body: string): string =>
  `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>
<body style="font:16px/1.5 sans-serif;max-width:40em;margin:0 auto;padding:16px;overflow-wrap:anywhere">
${body}
</body></html>
`;
