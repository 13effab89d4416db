import { Environment, type EnvironmentName } from '../../contracts/environment.ts';
import { Fault, issuesOf } from '../../contracts/fault.ts';

/** Reads one variable of the deployment. Throws Impossible naming it. */
export type ReadEnvironment = <N extends EnvironmentName>(name: N) => Environment[N];

/**
 * Each variable is parsed when the first port asks for it: a function is not told, and need not be, what only others use.
 * The failure then has a name that a state machine can show, where one at import would only be "Runtime.ExitError".
 */
export function environmentOf(variables: Readonly<Record<string, string | undefined>>): ReadEnvironment {
  return (name) => {
    const parsed = Environment.shape[name].safeParse(variables[name]);
    // The schema of a name parses to the type of that name.
    if (parsed.success) return parsed.data as never;
    const hint = 'The deployment sets it for every function that needs it: deploy the stack again.';
    throw new Fault('Impossible', `environment variable ${name}: ${issuesOf(parsed.error)}`, hint);
  };
}
