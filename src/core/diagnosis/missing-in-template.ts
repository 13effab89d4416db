import { containerIn, sourcesOf, spellings, variablesOf } from './environment.ts';
import { type Mention, mentionsOf } from './missing-variable.ts';
import { lastGoodOf, type Revision } from './revisions.ts';
import type { WorkloadView } from './workload.ts';

export interface Missing {
  variable: string;
  mention: Mention;
  /** How the variable is known: the log names it, and perhaps the revisions agree; or the revisions alone tell. */
  by: 'log' | 'log and revisions' | 'revisions';
}

/** Which variable the log complains about that the template indeed does not give, or nothing. */
export function missingIn(log: string, name: string, view: WorkloadView): Missing | undefined {
  const mentions = mentionsOf(log);
  if (mentions.length === 0) return undefined;
  const set = variablesOf(containerIn(view.template, name));
  const gone = disappeared(view, name);
  const absent = mentions.flatMap((mention): Missing[] => {
    if (mention.name === undefined || spellings(mention.name).some((each) => set.has(each))) return [];
    const known = spellings(mention.name).find((each) => gone.includes(each));
    const variable = (known ?? mention.field === true) ? (spellings(mention.name)[1] ?? mention.name) : mention.name;
    return [{ variable, mention, by: known === undefined ? 'log' : 'log and revisions' }];
  });
  const named = absent.find((each) => each.by === 'log and revisions') ?? absent[0];
  if (named !== undefined) return named;
  const nameless = mentions.find((mention) => mention.name === undefined);
  const [only, ...others] = gone;
  if (nameless === undefined || only === undefined || others.length > 0) return undefined;
  return { variable: only, mention: nameless, by: 'revisions' };
}

/** What the container had in the last revision that ran and has no more. A source taken away leaves too much open. */
function disappeared(view: WorkloadView, container: string): string[] {
  const before = lastGoodOf(view.earlier);
  if (before === undefined) return [];
  const [then, now] = [containerIn(before.template, container), containerIn(view.template, container)];
  if (sourcesOf(then).length > sourcesOf(now).length) return [];
  const set = variablesOf(now);
  return [...variablesOf(then)].filter((each) => !set.has(each));
}

export const had = (revision: Revision, container: string, variable: string): boolean =>
  variablesOf(containerIn(revision.template, container)).has(variable);
