import { Fault } from '../../contracts/fault.ts';
import { redactText } from '../policy/redact-text.ts';

/** A stable word, then what the source said: people sort by the first, read the second. */
export function blindReason(thrown: unknown): string {
  const says = redactText(thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 200);
  // Offline sources say these themselves, and then nothing is broken.
  const told = /\bnot (in the snapshot|played)\b/.exec(says);
  if (told !== null) return told[0];
  if (!(thrown instanceof Fault)) return `failed: ${says}`;
  switch (thrown.word) {
    case 'Forbidden':
      return 'forbidden';
    case 'Unauthorized':
      return 'unauthorized';
    case 'NotFound':
    case 'Unsupported':
      return `not served: ${says}`;
    default:
      return `${thrown.word.toLowerCase()}: ${says}`;
  }
}
