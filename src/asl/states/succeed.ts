import { loadDataFlow } from '../data-flow.ts';
import { checkFields } from '../fields.ts';
import type { LoadState } from '../state.ts';

export const loadSucceed: LoadState = (raw, place) => {
  checkFields(raw, ['Type', 'Comment', 'InputPath', 'OutputPath'], place);
  const flow = loadDataFlow(raw, place);
  return {
    targets: [],
    ends: true,
    retry: [],
    catch: [],
    enter: (visit) => ({ do: 'succeed', output: flow.passed(visit) }),
  };
};
