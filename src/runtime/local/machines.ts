import investigation from '../../../statemachines/investigation.asl.json' with { type: 'json' };
import remediation from '../../../statemachines/remediation.asl.json' with { type: 'json' };
import { loadMachine, type Machine } from '../../asl/index.ts';
import type { Json } from '../../contracts/json.ts';
import type { StepId } from '../../contracts/wiring.ts';
import type { Ports } from '../../core/ports.ts';
import { machineSteps } from '../../core/steps/catalogue.ts';

/** `Diagnose incident` -> `DiagnoseIncident`: how a machine file names the function of a step. */
export const placeholderOf = (stateName: string): string =>
  stateName
    .replaceAll('-', ' ')
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('');

/** The shipped machines, each placeholder replaced by the id of its step: the very files AWS deploys. */
export function shippedMachines(): Record<'investigation' | 'remediation', Machine> {
  const load = (definition: unknown): Machine => {
    const text = JSON.stringify(definition);
    const used = machineSteps.filter((step) => text.includes(`\${${placeholderOf(step.name)}}`));
    return loadMachine(definition, Object.fromEntries(used.map((step) => [placeholderOf(step.name), step.id])));
  };
  return { investigation: load(investigation), remediation: load(remediation) };
}

/** What the machines call, by function name. Each step is handed the ports of its wiring row and no others. */
export function tasksOf(ports: Ports): Record<string, (payload: unknown) => Promise<Json>> {
  return Object.fromEntries(
    machineSteps.map((step) => {
      const held = Object.fromEntries(step.uses.map((name) => [name, ports[name as keyof Ports]]));
      // The wiring table is checked against each step by the compiler; here the row is only cut out of the whole.
      const invoke = step.invoke as (held: unknown, payload: unknown) => Promise<Json>;
      return [step.id satisfies StepId, (payload: unknown) => invoke(held, payload)];
    }),
  );
}
