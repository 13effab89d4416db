import * as z from 'zod';

/** What the letters may name in braces. What stands for it at sending has everything taken out that could act. */
export const letterWords = {
  /** Somebody is asked. `{evidence}` and `{link}` are paragraphs of their own. */
  ask: [
    'name',
    'cluster',
    'namespace',
    'object',
    'alarm',
    'cause',
    'plan',
    'risk',
    'confidence',
    'expires',
    'code',
    'incident',
    'evidence',
    'link',
  ],
  /** They are told that it ended without them; `{outcome}` is one of `ended.outcomes`. */
  ended: ['name', 'cluster', 'namespace', 'object', 'plan', 'risk', 'code', 'incident', 'outcome'],
  outcome: ['by', 'at'],
} as const;

/** Words that stand for a whole paragraph. */
export const letterBlocks: readonly string[] = ['{evidence}', '{link}'];

const template = (words: readonly string[], atMost: number) =>
  z
    .string()
    .min(1)
    .max(atMost)
    .superRefine((text, context) => {
      const refuse = (message: string) => context.addIssue({ code: 'custom', message });
      for (const [, word = ''] of text.matchAll(/\{([^{}]*)\}/g))
        if (!words.includes(word)) refuse(`{${word}} is no word of this letter: use ${words.join(', ')}`);
      if (/[{}]/.test(text.replace(/\{[^{}]*\}/g, ''))) refuse('a brace without its other half');
    });
const line = (words: readonly string[]) => template(words, 300).regex(/^[^\r\n]*$/, 'one line');
const paragraphs = (words: readonly string[]) =>
  z
    .array(
      template(words, 2000).refine(
        (text) => letterBlocks.includes(text) || !letterBlocks.some((block) => text.includes(block)),
        `${letterBlocks.join(' and ')} are paragraphs of their own`,
      ),
    )
    .min(1)
    .max(40);
const subjectWords = (words: readonly string[]) => words.filter((word) => !letterBlocks.includes(`{${word}}`));

/** The texts of the letters people get, for both their forms: an empty line stands between paragraphs. */
export const Letters = z.strictObject({
  /** The language they are written in, for whoever reads them aloud: `en`, `de-CH`. */
  language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag, as en or de-CH'),
  ask: z.strictObject({
    subject: line(subjectWords(letterWords.ask)),
    paragraphs: paragraphs(letterWords.ask).refine(
      (texts) => texts.includes('{link}'),
      'no {link}: nobody could answer',
    ),
    /** What the link is called where it is not shown as an address. */
    link: line([]),
  }),
  ended: z.strictObject({
    subject: line(letterWords.ended),
    paragraphs: paragraphs(letterWords.ended),
    outcomes: z.strictObject({
      approved: line(letterWords.outcome),
      rejected: line(letterWords.outcome),
      expired: line(letterWords.outcome),
      superseded: line(letterWords.outcome),
      withdrawn: line(letterWords.outcome),
    }),
  }),
});
export type Letters = z.infer<typeof Letters>;
