import { loadCondition } from '../choice-rule.ts';
import { loadDataFlow } from '../data-flow.ts';
import { checkFields, text } from '../fields.ts';
import { isObject, type Json } from '../json.ts';
import type { LoadState, Target } from '../state.ts';
import { stateError } from '../state-error.ts';

/** Choice: the first rule that holds says where to go, else Default; without either, States.NoChoiceMatched. */
export const loadChoice: LoadState = (raw, place) => {
  checkFields(raw, ['Type', 'Comment', 'InputPath', 'OutputPath', 'Choices', 'Default'], place);
  const flow = loadDataFlow(raw, place);
  const here = place.in('Choices');
  const choices: Json[] = Array.isArray(raw.Choices) ? raw.Choices : [];
  if (choices.length === 0) here.problem('a Choice needs Choices, a list with at least one rule');
  const rules = choices.map((rule, i) => {
    const next = isObject(rule) ? text(rule, 'Next', here.in(i)) : undefined;
    if (next === undefined) here.in(i).problem('a rule needs Next, the name of a state');
    return { holds: loadCondition(rule, here.in(i), true), next: next ?? '', place: here.in(i).in('Next') };
  });
  const fallback = text(raw, 'Default', place);
  const targets: Target[] = rules.map((rule) => ({ state: rule.next, place: rule.place }));
  if (fallback !== undefined) targets.push({ state: fallback, place: place.in('Default') });
  return {
    targets,
    ends: false,
    retry: [],
    catch: [],
    enter: (visit) => {
      const input = flow.effective(visit);
      const next = rules.find((rule) => rule.holds(visit, input))?.next ?? fallback;
      if (next === undefined) throw stateError('States.NoChoiceMatched', 'No rule held and there is no Default');
      return { do: 'go', next, output: flow.passed(visit) };
    },
  };
};
