import { plainLine, plainText } from '../../src/contracts/plain-text.ts';

/** Longer text is shown in part: a megabyte on one line would stop the page. */
export const shownAtMost = 4000;

export interface ShownText {
  text: string;
  /** Characters that are not shown; 0 when all of it is. */
  left: number;
}

/** Text of strangers on one line: nothing in it moves, hides or turns round what stands beside it. */
export function shownLine(text: string, most = 400): string {
  const line = plainLine(text.length > most * 4 ? text.slice(0, most * 4) : text);
  return line.length > most || text.length > most * 4 ? `${cut(line, most)}…` : line;
}

/** The same with its lines kept. What is left out is counted, never hidden. */
export function shownText(text: string, most = shownAtMost): ShownText {
  const kept = cut(text, most);
  return { text: plainText(kept), left: text.length - kept.length };
}

/** Never between the halves of a pair: a half is no character. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most);
}
