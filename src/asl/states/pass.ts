import { loadDataFlow } from '../data-flow.ts';
import { checkFields } from '../fields.ts';
import type { LoadState } from '../state.ts';
import { loadTransition } from '../transition.ts';

const FIELDS = ['Type', 'Comment', 'InputPath', 'OutputPath', 'Parameters', 'Result', 'ResultPath', 'Next', 'End'];

/** Pass: `Result`, or what Parameters make of the input, is treated like the result of a task. */
export const loadPass: LoadState = (raw, place) => {
  checkFields(raw, FIELDS, place);
  const flow = loadDataFlow(raw, place);
  const transition = loadTransition(raw, place);
  const result = raw.Result;
  return {
    ...transition,
    retry: [],
    catch: [],
    enter: (visit) => {
      const payload = flow.payload(visit);
      return transition.leave(flow.output(visit, result === undefined ? payload : result));
    },
  };
};
