import { checkFields, text } from './fields.ts';
import { InvalidDefinition, type Place, type Problem, placeIn } from './invalid-definition.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { plainDefinition } from './plain-definition.ts';
import type { State } from './state.ts';
import { stateTypes } from './state-types.ts';

/** A definition that was checked and may run. */
export interface Machine {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

const LONGEST_NAME = 80;

/**
 * Loads a States Language definition (parsed JSON). `substitutions` fill its `${Name}` placeholders, each of which must be used.
 * Throws InvalidDefinition with every problem at once: what AWS would refuse, and what this engine does not do.
 */
export function loadMachine(definition: unknown, substitutions: Record<string, string>): Machine {
  const problems: Problem[] = [];
  const raw = plainDefinition(definition, substitutions, problems);
  const machine = raw === undefined ? undefined : load(raw, placeIn(problems));
  if (machine === undefined || problems.length > 0) throw new InvalidDefinition(problems);
  return machine;
}

function load(raw: Json, place: Place): Machine | undefined {
  if (!isObject(raw)) {
    place.problem('a definition is an object with StartAt and States; give parsed JSON, not its text');
    return undefined;
  }
  checkFields(raw, ['Comment', 'StartAt', 'States', 'Version', 'QueryLanguage'], place);
  if (raw.Version !== undefined && raw.Version !== '1.0') place.in('Version').problem('there is only version "1.0"');
  const language = raw.QueryLanguage;
  if (language !== undefined && language !== 'JSONPath')
    place.in('QueryLanguage').problem('only JSONPath is understood here');
  const here = place.in('States');
  if (!isObject(raw.States) || Object.keys(raw.States).length === 0) {
    here.problem('a machine needs at least one state');
    return undefined;
  }
  const states = loadStates(raw.States, here);
  const startAt = text(raw, 'StartAt', place);
  if (raw.StartAt === undefined) place.in('StartAt').problem('StartAt is missing: name the first state');
  else if (startAt !== undefined && !Object.hasOwn(raw.States, startAt)) place.in('StartAt').problem(missing(startAt));
  checkTargets(states, startAt, new Set(Object.keys(raw.States)), here);
  return { startAt: startAt ?? '', states };
}

function loadStates(raw: JsonObject, place: Place): Map<string, State> {
  const states = new Map<string, State>();
  for (const [name, state] of Object.entries(raw)) {
    const here = place.in(name);
    const length = [...name].length;
    if (length > LONGEST_NAME)
      here.problem(`a state's name may have ${LONGEST_NAME} characters, this one has ${length}`);
    if (name === '') here.problem('a state needs a name');
    if (!isObject(state)) {
      here.problem('a state is an object with Type');
      continue;
    }
    const type = state.Type;
    const loadState = typeof type === 'string' && Object.hasOwn(stateTypes, type) ? stateTypes[type] : undefined;
    if (loadState === undefined)
      here.in('Type').problem(`Type must be one of ${Object.keys(stateTypes).join(', ')}; ${notHere(type)}`);
    else states.set(name, loadState(state, here));
  }
  return states;
}

function notHere(type: Json | undefined): string {
  if (type === undefined) return 'it is missing';
  return type === 'Map' || type === 'Parallel'
    ? `${type} is not here yet: let one task do the list`
    : `${JSON.stringify(type)} is none`;
}

function checkTargets(
  states: Map<string, State>,
  startAt: string | undefined,
  names: ReadonlySet<string>,
  place: Place,
): void {
  for (const state of states.values()) {
    for (const target of state.targets) {
      // An empty name was already reported where it should stand.
      if (target.state !== '' && !names.has(target.state)) target.place.problem(missing(target.state));
    }
  }
  // A state of an unknown type leads nowhere we know of, so nothing can be said about what is reached.
  if (startAt === undefined || !names.has(startAt) || states.size < names.size) return;
  const reached = new Set<string>();
  const ahead = [startAt];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    ahead.push(...(states.get(name)?.targets.map((target) => target.state) ?? []));
  }
  for (const name of states.keys()) {
    if (!reached.has(name)) place.in(name).problem('no way leads here from StartAt: link it or drop it');
  }
  if (![...reached].some((name) => states.get(name)?.ends)) {
    place.problem('no reachable state ends the execution: add "End": true, a Succeed or a Fail');
  }
}

const missing = (name: string): string => `there is no state ${JSON.stringify(name)}`;
