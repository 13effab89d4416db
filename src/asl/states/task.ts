import { loadCatch } from '../catch.ts';
import { loadDataFlow, resolve } from '../data-flow.ts';
import { checkFields, number, onlyOneOf, sourcePath } from '../fields.ts';
import type { Place } from '../invalid-definition.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { loadRetry } from '../retry.ts';
import type { LoadState, Visit } from '../state.ts';
import { runtimeError } from '../state-error.ts';
import { loadTransition } from '../transition.ts';

const INVOKE = 'arn:aws:states:::lambda:invoke';
const BY_TOKEN = `${INVOKE}.waitForTaskToken`;
const FIELDS = [
  'Type',
  'Comment',
  'Resource',
  'InputPath',
  'OutputPath',
  'Parameters',
  'ResultSelector',
  'ResultPath',
  'Retry',
  'Catch',
  'TimeoutSeconds',
  'TimeoutSecondsPath',
  'HeartbeatSeconds',
  'HeartbeatSecondsPath',
  'Next',
  'End',
];
const MOST_SECONDS = 99_999_999;

export const loadTask: LoadState = (raw, place) => {
  checkFields(raw, FIELDS, place);
  const byToken = raw.Resource === BY_TOKEN;
  if (raw.Resource !== INVOKE && !byToken)
    place.in('Resource').problem(`write ${INVOKE} or ${BY_TOKEN}; nothing else is called here`);
  const flow = loadDataFlow(raw, place, byToken);
  const transition = loadTransition(raw, place);
  const functionName = loadFunctionName(raw.Parameters, place.in('Parameters'));
  const timeout = loadSeconds(raw, 'TimeoutSeconds', place);
  const heartbeat = loadSeconds(raw, 'HeartbeatSeconds', place);
  checkTimes(raw, byToken, place);
  if (byToken && !flow.readsTaskToken) {
    place
      .in('Parameters')
      .problem('nothing carries $$.Task.Token, so nobody could ever answer: add "token.$": "$$.Task.Token" to Payload');
  }
  const retriers = loadRetry(raw.Retry, place.in('Retry'));
  const catchers = loadCatch(raw.Catch, place.in('Catch'));
  return {
    targets: [
      ...transition.targets,
      ...catchers.map((catcher, i) => ({ state: catcher.next, place: place.in('Catch').in(i).in('Next') })),
    ],
    ends: transition.ends,
    retry: retriers,
    catch: catchers,
    task: { functionName, byToken },
    enter: (visit) => {
      const parameters = flow.payload(visit) as JsonObject;
      const timeoutSeconds = timeout(visit, flow.effective(visit));
      const heartbeatSeconds = heartbeat(visit, flow.effective(visit));
      if (timeoutSeconds !== undefined && heartbeatSeconds !== undefined && heartbeatSeconds >= timeoutSeconds) {
        throw runtimeError('The heartbeat must be shorter than the timeout');
      }
      return {
        do: 'call',
        // Lambda gives a function that is invoked without a payload an empty object.
        payload: parameters.Payload ?? {},
        ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
        ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
      };
    },
    // The plain call answers like Lambda's Invoke; with a token the result is what SendTaskSuccess carried.
    finish: (visit, result) =>
      transition.leave(
        flow.output(visit, byToken ? result : { ExecutedVersion: '$LATEST', Payload: result, StatusCode: 200 }),
      ),
  };
};

function loadFunctionName(parameters: Json | undefined, place: Place): string {
  if (!isObject(parameters)) {
    place.problem('a task needs Parameters with FunctionName and Payload');
    return '';
  }
  checkFields(parameters, ['FunctionName', 'Payload', 'Payload.$'], place);
  const name = parameters.FunctionName;
  if (typeof name === 'string' && name !== '') return name;
  place
    .in('FunctionName')
    .problem('FunctionName must be a text, like ${TriageIncident}; it cannot come from the input');
  return '';
}

type Seconds = (visit: Visit, input: Json) => number | undefined;

function loadSeconds(raw: JsonObject, key: 'TimeoutSeconds' | 'HeartbeatSeconds', place: Place): Seconds {
  const field = `${key}Path`;
  onlyOneOf(raw, key, field, place);
  const fixed = number(raw, key, place, { least: 1, most: MOST_SECONDS, whole: true });
  const path = sourcePath(raw[field], place.in(field));
  if (path === undefined) return () => fixed;
  return (visit, input) => {
    const value = resolve(path, input, visit, field);
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_SECONDS) return value;
    throw runtimeError(`${field} must point at a whole number from 1 to ${MOST_SECONDS}`);
  };
}

function checkTimes(raw: JsonObject, byToken: boolean, place: Place): void {
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = raw;
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
    place.in('HeartbeatSeconds').problem('the heartbeat must be shorter than TimeoutSeconds');
  }
  if (byToken && timeout === undefined && raw.TimeoutSecondsPath === undefined) {
    place.problem('a task that waits for a token needs TimeoutSeconds or TimeoutSecondsPath: a hold must end');
  }
  for (const key of ['HeartbeatSeconds', 'HeartbeatSecondsPath']) {
    if (!byToken && raw[key] !== undefined) {
      place.in(key).problem('a plain invoke cannot send heartbeats: use TimeoutSeconds');
    }
  }
}
