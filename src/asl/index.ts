/** A small engine for the Amazon States Language: one row per execution, resumable at every step. It knows nothing of what it runs. */
export { createEngine, type Engine, type EngineParts } from './engine.ts';
export type { Execution, Executions } from './execution.ts';
export { InvalidDefinition } from './invalid-definition.ts';
export { loadMachine, type Machine } from './load-machine.ts';
export { memoryExecutions } from './memory-executions.ts';
