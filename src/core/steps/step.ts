import type * as z from 'zod';
import { Fault, issuesOf } from '../../contracts/fault.ts';
import type { Json } from '../../contracts/json.ts';
import { type StepId, stepWiring } from '../../contracts/wiring.ts';
import type { StepInput } from '../incident/step-input.ts';
import type { Ports } from '../ports.ts';

/** The ports a step may hold: its row of the wiring table, no more. */
export type Uses<N extends StepId> = Pick<Ports, (typeof stepWiring)[N][number]>;

export interface Step<N extends StepId, I, O extends Json> {
  readonly id: N;
  readonly name: string;
  readonly uses: readonly string[];
  readonly input: z.ZodType<I>;
  run(ports: Uses<N>, input: I): Promise<O>;
  /** The face both homes call: a payload as it came, parsed before anything happens. */
  invoke(ports: Uses<N>, payload: unknown): Promise<O>;
}

/**
 * One step. `name` is the state's name in the machine; the id is derived from it, and a test derives file, function and
 * placeholder names as well.
 */
export function step<N extends StepId, I, O extends Json>(definition: {
  id: N;
  name: string;
  input: z.ZodType<I>;
  run(ports: Uses<N>, input: I): Promise<O>;
}): Step<N, I, O> {
  return {
    ...definition,
    uses: stepWiring[definition.id],
    async invoke(ports, payload) {
      const parsed = definition.input.safeParse(payload);
      if (!parsed.success)
        throw new Fault(
          'Malformed',
          `${definition.name} was called with a wrong payload: ${issuesOf(parsed.error)}`,
          'The state machine and the steps of this build do not fit together: deploy both from one build.',
        );
      return definition.run(ports, parsed.data);
    },
  };
}

/** The receipt's name of one entry of a state: the same over retries, another one the next time the state is entered. */
export const receiptOf = (id: StepId, input: StepInput): string => `${id}#${input.execution}#${input.now}`;
