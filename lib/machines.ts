import { type guests, type StepId, stepWiring } from '../src/contracts/wiring.ts';
import investigation from '../statemachines/investigation.asl.json' with { type: 'json' };
import remediation from '../statemachines/remediation.asl.json' with { type: 'json' };

/** What deploy time reads of a state. */
export interface State {
  readonly Type: string;
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
}

/** The shipped machines, as they are in their files. */
export const machines = { investigation, remediation } as const;
export type MachineName = keyof typeof machines;
export const machineNames = Object.keys(machines) as MachineName[];

/** A step with a function of its own, which a machine can call. */
type CalledId = Exclude<StepId, keyof typeof guests>;

/** 'Re-prove claims' is the step re-prove-claims and the placeholder ReProveClaims. */
export function stepOf(state: string): { id: CalledId; placeholder: string } {
  const id = state.toLowerCase().replaceAll(' ', '-');
  if (!Object.hasOwn(stepWiring, id))
    throw new Error(`the state "${state}" has no step: add ${id} to src/contracts/wiring.ts or correct the name`);
  const placeholder = id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return { id: id as CalledId, placeholder };
}

/** The states of a machine that run a step. */
export const tasksOf = (machine: MachineName): { name: string; state: State; id: CalledId; placeholder: string }[] =>
  Object.entries(machines[machine].States as Readonly<Record<string, State>>)
    .filter(([, state]) => state.Type === 'Task')
    .map(([name, state]) => ({ name, state, ...stepOf(name) }));
