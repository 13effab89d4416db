import { Fault } from '../../contracts/fault.ts';

/** Asked again, the same call may pass: another transaction was in the way, or too much was asked at once. */
const CONTENDED = new Set([
  'TransactionConflictException',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'Throttling',
  'LimitExceededException',
]);
const CONTENDED_REASONS = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
]);
/** The request itself is wrong: only our own code can have made it so. */
const BUG = new Set([
  'ValidationException',
  'SerializationException',
  'IdempotentParameterMismatchException',
  'ItemCollectionSizeLimitExceededException',
]);
const DENIED = new Set(['AccessDeniedException', 'UnrecognizedClientException', 'InvalidSignatureException']);

/** What the SDK threw, as a Fault; conditions that failed are no fault and are handled before. */
export function dynamoFault(thrown: unknown, table: string): Fault {
  if (thrown instanceof Fault) return thrown;
  const error = thrown as { name?: unknown; message?: unknown; CancellationReasons?: { Code?: string }[] };
  const name = typeof error?.name === 'string' ? error.name : 'unknown error';
  const says = `${table}: ${name}: ${typeof error?.message === 'string' ? error.message : String(thrown)}`;
  if (name === 'TransactionCanceledException') {
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
    return codes.length > 0 && codes.every((code) => CONTENDED_REASONS.has(code)) ? contended(says) : bug(says);
  }
  if (CONTENDED.has(name)) return contended(says);
  if (BUG.has(name)) return bug(says);
  if (DENIED.has(name)) {
    return new Fault('Unavailable', says, 'Check the credentials and that the role was granted the table.');
  }
  if (name === 'ResourceNotFoundException') {
    return new Fault('Unavailable', says, 'Deploy the stack, or check the name of the table and the region.');
  }
  // Everything else is the way there or the service itself: no connection, no answer in time, an internal error.
  return new Fault('Unavailable', says, 'Check the connection to DynamoDB and try again.');
}

const contended = (says: string): Fault => new Fault('Contended', says, 'Try again in a moment.');
const bug = (says: string): Fault =>
  new Fault('Bug', says, 'This is a defect of Mendgate. Please report it with the log line.');
