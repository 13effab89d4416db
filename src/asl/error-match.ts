import type { Place } from './invalid-definition.ts';
import type { Json } from './json.ts';

/** Names the States Language itself raises or reserves (spec, appendix A, and AWS, "Handling errors in Step Functions workflows"). */
const RESERVED = [
  'States.ALL',
  'States.BranchFailed',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.HeartbeatTimeout',
  'States.Http.Socket',
  'States.IntrinsicFailure',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.ParameterPathFailure',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.ResultPathMatchFailure',
  'States.ResultWriterFailed',
  'States.Runtime',
  'States.TaskFailed',
  'States.Timeout',
];

/** Loads ErrorEquals of retrier or catcher `index` of `count`. */
export function loadErrorEquals(raw: Json | undefined, index: number, count: number, place: Place): string[] {
  const here = place.in('ErrorEquals');
  if (
    !Array.isArray(raw) ||
    raw.length === 0 ||
    !raw.every((name): name is string => typeof name === 'string' && name !== '')
  ) {
    here.problem('a list with at least one error name is needed');
    return [];
  }
  for (const name of raw) {
    if (name.startsWith('States.') && !RESERVED.includes(name)) {
      here.problem(
        `${name} is no error of the States Language, it would never match; there are ${RESERVED.join(', ')}`,
      );
    }
  }
  if (raw.includes('States.ALL')) {
    if (raw.length > 1) here.problem('States.ALL must stand alone: it matches the others anyway');
    if (index < count - 1) here.problem('States.ALL must come last: nothing behind it is ever reached');
  }
  return raw;
}

/**
 * States.ALL matches all but DataLimitExceeded and Runtime. States.TaskFailed "matches any known error name except for States.Timeout", and
 * a Runtime error "will always cause the execution to fail", so only a catcher that names it sees it (AWS, error handling).
 * A missed heartbeat is States.HeartbeatTimeout and also what States.Timeout stands for ("or failed to send a heartbeat").
 */
export function matchesError(errorEquals: readonly string[], error: string): boolean {
  return errorEquals.some((name) => {
    if (name === error) return true;
    if (name === 'States.ALL') return error !== 'States.DataLimitExceeded' && error !== 'States.Runtime';
    if (name === 'States.TaskFailed') return error !== 'States.Timeout' && error !== 'States.Runtime';
    return name === 'States.Timeout' && error === 'States.HeartbeatTimeout';
  });
}
