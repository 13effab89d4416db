/**
 * For every client. Without a limit a call that gets no answer would hold the function until Lambda ends it, and nobody
 * would be told which call it was.
 */
export const clientOptions = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};
