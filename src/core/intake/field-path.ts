import type * as z from 'zod';
import { Fault } from '../../contracts/fault.ts';
import { cleanLine } from './cut-text.ts';

/** A place in a payload as people write it: `alerts[3].labels.pod`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += `${text === '' ? '' : '.'}${cleanLine(String(part), 80)}`;
  }
  return text === '' ? '(whole body)' : cleanLine(text, 300);
}

/** The refusal of a payload: its first five wrong fields, each by its place. */
export function refusalOf(error: z.ZodError, hint: string): Fault {
  const shown = error.issues.slice(0, 5).map((issue) => `${fieldPath(issue.path)}: ${cleanLine(issue.message, 200)}`);
  const more = error.issues.length - shown.length;
  const fields = error.issues.slice(0, 5).map((issue) => fieldPath(issue.path));
  return new Fault('Malformed', shown.join('; ') + (more > 0 ? `; and ${more} more` : ''), hint, { fields });
}
