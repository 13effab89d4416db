/** An error as the States Language knows it: thrown while a state is evaluated, turned into Retry, Catch or a failed execution. */
export class StateError extends Error {
  readonly error: string;
  constructor(error: string, cause: string) {
    super(cause);
    this.name = 'StateError';
    this.error = error;
  }
}

// SendTaskFailure takes 256 and 32,768 characters (AWS API reference); a row must stay small whatever a handler throws.
const LONGEST_ERROR = 256;
const LONGEST_CAUSE = 32_768;

export function stateError(error: string, cause: string): StateError {
  return new StateError(error.slice(0, LONGEST_ERROR), cause.slice(0, LONGEST_CAUSE));
}

/** States.Runtime: the definition and the data do not fit each other. Never retried, not caught by States.ALL. */
export const runtimeError = (cause: string): StateError => stateError('States.Runtime', cause);

/**
 * What a rejected handler becomes: the error's name, and a cause in the shape Lambda gives ({ errorType, errorMessage } as JSON text).
 * The message is shortened, never the JSON around it, so that a machine can still parse the cause.
 */
export function handlerError(thrown: unknown): StateError {
  const errorType = nameOf(thrown);
  let errorMessage = messageOf(thrown);
  let cause = JSON.stringify({ errorType, errorMessage });
  while (cause.length > LONGEST_CAUSE && errorMessage !== '') {
    errorMessage = errorMessage.slice(0, Math.floor(errorMessage.length / 2));
    cause = JSON.stringify({ errorType, errorMessage });
  }
  return stateError(errorType, cause);
}

// A handler may throw anything, a Proxy or a getter that throws included.
function nameOf(thrown: unknown): string {
  try {
    const name = (thrown as { name?: unknown } | null | undefined)?.name;
    return typeof name === 'string' && name !== '' ? name.slice(0, LONGEST_ERROR) : 'Error';
  } catch {
    return 'Error';
  }
}

function messageOf(thrown: unknown): string {
  try {
    const message = (thrown as { message?: unknown } | null | undefined)?.message;
    return (typeof message === 'string' ? message : String(thrown)).slice(0, LONGEST_CAUSE);
  } catch {
    return 'the thrown value cannot be shown';
  }
}
