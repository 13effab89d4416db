import { problems } from '../api/problem.ts';
import { type FaultWord, faults } from '../fault.ts';
import { faultsOf, type Route } from '../route.ts';
import { schemaOf } from './schemas.ts';

const words = Object.keys(faults) as FaultWord[];
const problem = { $ref: '#/components/schemas/Problem' };

/** One of each word, as it leaves. */
export const problemExamples: Record<string, object> = Object.fromEntries(
  words.map((word) => [
    word,
    {
      summary: problems[word].says,
      value: {
        type: `urn:mendgate:fault:${word.toLowerCase()}`,
        title: word,
        status: faults[word].status,
        detail: problems[word].says,
        hint: problems[word].hint,
      },
    },
  ]),
);

export interface Refusal {
  description: string;
  content: object;
}

/** The problems a route may answer with, by status; two words may share one. */
export function refusalsOf(route: Route): Record<string, { $ref: string } | Refusal> {
  return Object.fromEntries(
    wordsOf(route).map(([status, here]) => [
      String(status),
      here.some((word) => route.refusals?.[word])
        ? refusal(here, route)
        : { $ref: `#/components/responses/${named(here)}` },
    ]),
  );
}

/** The same, written out: for a status that is an answer as well. */
export function refusalOf(route: Route, status: number): Refusal | undefined {
  const found = wordsOf(route).find(([one]) => one === status);
  return found && refusal(found[1], route);
}

/** Those that any route refers to, once for all of them. */
export function sharedResponses(routes: readonly Route[]): Record<string, Refusal> {
  return Object.fromEntries(
    routes.flatMap((route) => wordsOf(route).map(([, here]) => [named(here), refusal(here, {})] as const)),
  );
}

const named = (here: readonly FaultWord[]): string => here.join('Or');

function wordsOf(route: Route): [number, FaultWord[]][] {
  const own = words.filter((word) => faultsOf(route).includes(word));
  return [...Map.groupBy(own, (word) => faults[word].status)];
}

function refusal(here: readonly FaultWord[], { refusals }: Pick<Route, 'refusals'>): Refusal {
  const own = here.flatMap((word) => refusals?.[word] ?? []).map(schemaOf);
  return {
    description: here.map((word) => `${word}: ${problems[word].says}`).join(' '),
    content: {
      'application/problem+json': {
        schema: own.length === 0 ? problem : { anyOf: [...own, problem] },
        examples: Object.fromEntries(here.map((word) => [word, { $ref: `#/components/examples/${word}` }])),
      },
    },
    ...{ 'x-words': here, 'x-try-again': here.some((word) => faults[word].retryable) },
  };
}
