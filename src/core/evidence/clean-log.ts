import { redactText } from './redact-text.ts';

const LINE_AT_MOST = 2000;
/** Of one log; many are stored with an incident. The end is kept: last words tell most. */
const TEXT_AT_MOST = 65_536;
const ESC = String.fromCharCode(27);
const BEL = String.fromCharCode(7);
/** Colours and cursor moves (CSI), titles and links (OSC): ECMA-48. */
const ansi = new RegExp(
  `${ESC}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BEL}${ESC}]{0,500}(?:${BEL}|${ESC}\\\\)|[@-Z\\\\-_])`,
  'g',
);

/** The last lines of a log without colours and credentials. */
export function cleanLog(text: string, lines: number): string {
  const all = text.replace(ansi, '').replaceAll('\r\n', '\n').split('\n');
  const ends = all.at(-1) === '';
  const last = (ends ? all.slice(0, -1) : all).slice(-lines).map((line) => line.slice(0, LINE_AT_MOST));
  return redactText(last.join('\n').slice(-TEXT_AT_MOST)) + (ends && last.length > 0 ? '\n' : '');
}
