const ESC = String.fromCharCode(0x1b);
const BEL = String.fromCharCode(0x07);
const CSI = String.fromCharCode(0x9b);
/** Colours and cursor moves (CSI, in 7 and 8 bits), titles and links (OSC), single escapes: ECMA-48. */
const sequences = new RegExp(
  `(?:${ESC}\\[|${CSI})[0-?]*[ -/]*[@-~]|${ESC}\\][^${BEL}${ESC}]{0,500}(?:${BEL}|${ESC}\\\\)|${ESC}[@-Z\\\\-_]`,
  'g',
);
const bidi = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
/** C0 but for tab and line feed, DEL, C1, and what turns the direction of text. */
export const controls: RegExp = new RegExp(`[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${bidi}]`, 'g');
/** One cheap look first: nearly no text holds any. */
const suspicious = new RegExp(controls.source);

/**
 * Text of strangers as a terminal may show it. What a cluster or an alarm says stands right above a question people answer:
 * it must not move the cursor, paint, ring, or show other words than it holds. Lines and tabs stay.
 */
export function plainText(text: string): string {
  if (!suspicious.test(text)) return text;
  return text.replace(sequences, '').replaceAll('\r\n', '\n').replace(controls, '');
}

/** The same on one line, where a line feed would let a value pass for a line of ours. */
export const plainLine = (text: string): string => plainText(text).replace(/\s*[\n\u2028\u2029]\s*/g, ' ');
