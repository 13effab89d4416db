import * as z from 'zod';

/**
 * The one table of what can go wrong: word -> HTTP status, whether the same call may succeed later, and the exit code of
 * the CLI (1 bad news, 2 wrong use, 3 the world failed). The words are also the States Language `ErrorEquals` words.
 */
export const faults = {
  Malformed: { status: 400, retryable: false, exit: 2 },
  Unauthorized: { status: 401, retryable: false, exit: 2 },
  Forbidden: { status: 403, retryable: false, exit: 1 },
  NotFound: { status: 404, retryable: false, exit: 1 },
  Conflict: { status: 409, retryable: false, exit: 1 },
  Stale: { status: 412, retryable: false, exit: 1 },
  TooLarge: { status: 413, retryable: false, exit: 2 },
  Unsupported: { status: 415, retryable: false, exit: 2 },
  Impossible: { status: 422, retryable: false, exit: 1 },
  Exhausted: { status: 429, retryable: true, exit: 3 },
  Bug: { status: 500, retryable: false, exit: 3 },
  Contended: { status: 503, retryable: true, exit: 3 },
  Unavailable: { status: 503, retryable: true, exit: 3 },
} as const;

export type FaultWord = keyof typeof faults;

/**
 * The only error Mendgate throws on purpose. `says` is what happened, `hint` what the reader can do about it; `extra`
 * travels into the problem document (RFC 9457 allows extension members).
 */
export class Fault extends Error {
  readonly word: FaultWord;
  readonly hint: string;
  readonly extra: Record<string, unknown>;

  constructor(word: FaultWord, says: string, hint: string, extra: Record<string, unknown> = {}) {
    super(says);
    // States Language matches `ErrorEquals` against the error's name.
    this.name = word;
    this.word = word;
    this.hint = hint;
    this.extra = extra;
  }
}

/** RFC 9457 problem document: the one shape of every error that leaves over HTTP. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  hint: z.string(),
});
export type Problem = z.infer<typeof Problem>;

export function problemOf(fault: Fault): Problem {
  return {
    type: `urn:mendgate:fault:${fault.word.toLowerCase()}`,
    title: fault.word,
    status: faults[fault.word].status,
    detail: fault.message,
    hint: fault.hint,
    ...fault.extra,
  };
}

/** Whatever was thrown, as a Fault: an unknown error is our bug and says no more than that to a stranger. */
export function asFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  const says = thrown instanceof Error ? thrown.message : String(thrown);
  return new Fault('Bug', `unexpected: ${says}`, 'This is a defect of Mendgate. Please report it with the log line.');
}

/** The first problems of a zod refusal in words a sender can act on: at most five, each naming its field. */
export function issuesOf(error: z.ZodError): string {
  const shown = error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || '(whole)'}: ${issue.message}`);
  const more = error.issues.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '');
}
