import { Fault } from '../contracts/fault.ts';
import type { Incident } from '../contracts/incident.ts';
import type { Client } from './client.ts';
import type { Listed, ShownHold } from './shown.ts';

/** The incident a person means by the beginning of its id. Malformed when several begin so. */
export async function findIncident(client: Client, prefix: string): Promise<Incident> {
  const wanted = prefix.toUpperCase();
  const matches: Incident[] = [];
  let cursor: string | null = null;
  do {
    const page: Listed<Incident> = await client.get(
      `/api/v1/incidents?limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    matches.push(...page.items.filter((incident) => incident.id.toUpperCase().startsWith(wanted)));
    cursor = page.cursor;
  } while (cursor !== null);
  return single(client, matches, prefix, 'incident', (incident) => incident.id);
}

/** The waiting hold a person means: by its code, its name, its incident's id, or the beginning of one of these. */
export async function findHold(client: Client, id: string): Promise<ShownHold> {
  const { items } = await client.get<Listed<ShownHold>>('/api/v1/holds');
  const wanted = id.toLowerCase();
  const exact = items.filter(
    (hold) => hold.code === wanted || hold.name.toLowerCase() === wanted || hold.id === wanted,
  );
  if (exact.length === 0 && id.includes('.')) return client.get<ShownHold>(`/api/v1/holds/${encodeURIComponent(id)}`);
  const matches =
    exact.length > 0
      ? exact
      : items.filter(
          (hold) =>
            hold.name.toLowerCase().startsWith(wanted) ||
            hold.id.startsWith(wanted) ||
            hold.proposal.startsWith(wanted),
        );
  return single(client, matches, id, 'waiting hold', (hold) => hold.code);
}

function single<T>(
  { called }: Client,
  matches: readonly T[],
  asked: string,
  what: string,
  name: (match: T) => string,
): T {
  const [first, ...others] = matches;
  if (first === undefined)
    throw new Fault(
      'NotFound',
      `no ${what} is named ${asked}`,
      `See what there is: ${called} holds, ${called} incidents.`,
    );
  if (others.length > 0)
    throw new Fault(
      'Malformed',
      `${asked} fits ${matches.length} ${what}s: ${matches.slice(0, 5).map(name).join(', ')}`,
      'Give more of the id.',
    );
  return first;
}
