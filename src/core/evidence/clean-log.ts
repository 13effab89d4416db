import { plainText } from '../../contracts/plain-text.ts';
import { redactText } from '../policy/redact-text.ts';

const LINE_AT_MOST = 2000;
/** Of one log; many are stored with an incident. The end is kept: last words tell most. */
const TEXT_AT_MOST = 65_536;

/** The last lines of a log without colours, control characters and credentials. */
export function cleanLog(text: string, lines: number): string {
  const all = plainText(text).split('\n');
  const ends = all.at(-1) === '';
  const last = (ends ? all.slice(0, -1) : all).slice(-lines).map((line) => line.slice(0, LINE_AT_MOST));
  return redactText(last.join('\n').slice(-TEXT_AT_MOST)) + (ends && last.length > 0 ? '\n' : '');
}
