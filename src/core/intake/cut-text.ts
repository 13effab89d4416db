/** What stands at the end of a text that was longer. */
export const cutMark = '…';

/**
 * At most `atMost` UTF-16 units (what the contracts count), cut between code points: half a surrogate pair is no text and
 * RFC 8785 refuses it.
 */
export function cutText(text: string, atMost: number): string {
  if (text.length <= atMost) return text.toWellFormed();
  if (atMost <= cutMark.length) return cutMark.slice(0, Math.max(0, atMost));
  const kept = atMost - cutMark.length;
  const splits = /[\ud800-\udbff]/.test(text.charAt(kept - 1));
  return `${text.slice(0, splits ? kept - 1 : kept).toWellFormed()}${cutMark}`;
}

// Control characters drive terminals, and direction overrides show people another text than the one that is there.
const unseen = /(?![\t\n])\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Nearly every text of a sender is of these alone, and then there is nothing to replace. */
const plain = /^[ -~]*$/;

/** A sender's text on one line: bounded, well-formed, without characters that act instead of showing. */
export function cleanLine(text: string, atMost: number): string {
  if (text.length <= atMost && plain.test(text)) return text.trim();
  // One more than fits, so that the cut still sees that there was more; a megabyte is not searched for nothing.
  const within = text.slice(0, atMost + 1);
  return cutText(within.replace(/[\t\n]/g, ' ').replace(unseen, ' '), atMost).trim();
}

/** A sender's text of several lines. */
export function cleanText(text: string, atMost: number): string {
  if (text.length <= atMost && plain.test(text)) return text.trim();
  const within = text.replaceAll('\r\n', '\n').slice(0, atMost + 1);
  return cutText(within.replace(unseen, ' '), atMost).trim();
}
