import { Fault } from '../../contracts/fault.ts';

/** Asked too often: the same call passes a little later. */
const THROTTLED = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
  'OverLimit',
  'ExecutionLimitExceeded',
  // API Gateway's word for it.
  'LimitExceededException',
  'KmsThrottled',
]);
/** Somebody else was at the same thing at the same moment. */
const CONTENDED = new Set(['ConditionalRequestConflict', 'OperationAborted', 'ConflictException']);
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'ExpiredToken',
  'ExpiredTokenException',
  'CredentialsProviderError',
]);
const MISSING = new Set([
  'NoSuchBucket',
  'QueueDoesNotExist',
  'NonExistentQueue',
  'StateMachineDoesNotExist',
  'NotFoundException',
  'ResourceNotFoundException',
]);
/** The request itself is wrong: only our own code can have made it so. */
const BUG = new Set([
  'ValidationException',
  'InvalidArn',
  'InvalidName',
  'InvalidOutput',
  'InvalidExecutionInput',
  'InvalidParameterException',
  'InvalidMessageContents',
  'InvalidRequestException',
]);

/**
 * What a client threw, as a Fault; what a caller expects (nothing there, already there) is handled before. `whose` names the
 * resource. The messages of AWS name resources and requests, never what was sent.
 */
export function awsFault(thrown: unknown, whose: string): Fault {
  if (thrown instanceof Fault) return thrown;
  const error = thrown as { name?: unknown; message?: unknown; $retryable?: { throttling?: boolean } };
  const name = nameOf(thrown);
  const says = `${whose}: ${name}: ${typeof error?.message === 'string' ? error.message : textOf(thrown)}`;
  if (THROTTLED.has(name) || error?.$retryable?.throttling === true) {
    return new Fault('Exhausted', says, 'Try again in a moment; if it stays, ask AWS for a higher quota.');
  }
  if (CONTENDED.has(name)) return new Fault('Contended', says, 'Try again in a moment.');
  if (BUG.has(name)) return new Fault('Bug', says, 'This is a defect of Mendgate. Please report it with the log line.');
  if (DENIED.has(name)) {
    return new Fault('Unavailable', says, 'Check the credentials and that the role was granted this resource.');
  }
  if (MISSING.has(name)) return new Fault('Unavailable', says, 'Deploy the stack, or check name and region.');
  // Everything else is the way there or AWS itself: no connection, no answer in time, an internal error.
  return new Fault('Unavailable', says, 'Check the connection to AWS and try again.');
}

/** What is thrown may be anything, also what has no text. */
const textOf = (thrown: unknown): string => (typeof thrown === 'string' ? thrown : 'no message');

export const nameOf = (thrown: unknown): string => {
  const name = (thrown as { name?: unknown } | undefined)?.name;
  // SQS still says some names in the long form of its old protocol.
  return typeof name === 'string' ? name.replace('AWS.SimpleQueueService.', '') : 'unknown error';
};
