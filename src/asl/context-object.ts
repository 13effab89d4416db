import type { Execution } from './execution.ts';
import { fromText, type Json } from './json.ts';
import type { ReferencePath } from './reference-path.ts';

/** What `$$` shows (AWS, "Accessing execution data from the Context object"); each list is checked when a machine is loaded. */
const SHAPE: Record<string, readonly string[]> = {
  Execution: ['Id', 'Input', 'Name', 'StartTime'],
  State: ['EnteredTime', 'Name', 'RetryCount'],
  StateMachine: ['Id', 'Name'],
  Task: ['Token'],
};

export function contextObject(row: Execution): Json {
  return {
    Execution: { Id: row.id, Input: fromText(row.executionInput), Name: row.name, StartTime: row.startedAt },
    State: { EnteredTime: row.enteredAt, Name: row.state, RetryCount: row.retries.reduce((sum, n) => sum + n, 0) },
    StateMachine: { Id: row.machine, Name: row.machine },
    ...(row.token === undefined ? {} : { Task: { Token: row.token } }),
  };
}

export function readsTaskToken(path: ReferencePath): boolean {
  return path.context && path.steps[0] === 'Task';
}

/** Why a `$$` path can never resolve here; undefined when it can. */
export function contextProblem(path: ReferencePath, tokenIsThere: boolean): string | undefined {
  if (!path.context) return undefined;
  const [group, field] = path.steps;
  if (group === undefined) return undefined;
  const fields = typeof group === 'string' && Object.hasOwn(SHAPE, group) ? SHAPE[group] : undefined;
  if (fields === undefined)
    return `${path.text}: the context object has ${Object.keys(SHAPE).join(', ')}; nothing else is here`;
  if (field !== undefined && !fields.includes(String(field))) {
    return `${path.text}: $$.${group} has ${fields.join(', ')}; nothing else is here`;
  }
  if (group === 'Task' && !tokenIsThere) {
    return `${path.text}: only the Parameters of a .waitForTaskToken task have a token`;
  }
  return undefined;
}
