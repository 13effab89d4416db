import { type FunctionId, routeWiring } from '../src/contracts/wiring.ts';
import { machineNames, tasksOf } from './machines.ts';

export type { FunctionId };

/** The longest a Lambda runs. */
const longest = 900;
/** The gateway waits 30 s; whoever waits should hear from us, not from it. */
const route = 25;
/**
 * A step gives up before its state does: `Sandbox.Timedout` is tried again, `States.Timeout` would take the incident away
 * from the machine.
 */
const margin = 10;

/** Steps outside of the machines. */
const alone: Readonly<Partial<Record<FunctionId, number>>> = {
  'open-incident': 60,
  'deliver-outbox': 60,
  'take-failed-execution': 60,
  sweep: 300,
  'live-connect': route,
  'live-disconnect': route,
  'live-default': route,
  'add-person': route,
  'add-hook': route,
};

/** How long a function may run, seconds: its state's timeout decides, where it has one. */
export function timeoutOf(id: FunctionId): number {
  if (Object.hasOwn(routeWiring, id)) return route;
  const fixed = alone[id];
  if (fixed !== undefined) return fixed;
  const state = machineNames.flatMap((machine) => tasksOf(machine)).find((task) => task.id === id)?.state;
  if (state === undefined) throw new Error(`${id} is in no machine: say in lib/timeouts.ts how long it may run`);
  if (state.TimeoutSeconds !== undefined) return state.TimeoutSeconds - margin;
  // A state whose timeout is data: a hold waits for days, but the function that writes it down does not.
  return id === 'hold-for-approval' ? 60 : longest;
}
