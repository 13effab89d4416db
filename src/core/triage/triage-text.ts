import type { Alert } from '../../contracts/alert.ts';

/** What stands, how often and where, for someone who was just woken up. */
export function summaryText(alerts: readonly Alert[], standing: number): string {
  const counts = new Map<string, number>();
  for (const { title } of alerts) counts.set(title, (counts.get(title) ?? 0) + 1);
  const kinds = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const listed = kinds.map(([title, count]) => (count === 1 ? title : `${title} (${count})`)).join(', ');
  const places = [...new Set(alerts.map(placeOf).filter((place) => place !== ''))].sort();
  const where = places.length === 0 ? '' : ` in ${places.slice(0, 3).join(', ')}${more(places.length - 3)}`;
  const said = standing === 0 ? 'No alarm stands' : `${standing} alarm${standing === 1 ? '' : 's'} firing`;
  const first = alerts.find((alert) => alert.description !== undefined)?.description;
  return [`${said}${where}${listed === '' ? '' : `: ${listed}`}.`, first?.replaceAll('\n', ' ') ?? ''].join(' ').trim();
}

/** The sender's own words for it, said to be the sender's: the cause itself is diagnosis' to find. */
export function causeText(alerts: readonly Alert[], real: boolean): string {
  if (!real) return 'No fault: see the reasons.';
  const speaker = alerts.find((alert) => alert.description !== undefined) ?? alerts[0];
  if (speaker === undefined) return 'Unknown: no alarm is recorded here.';
  const words = speaker.description?.replaceAll('\n', ' ');
  return words === undefined ? `Unknown so far; the alarm is ${speaker.title}.` : `${speaker.title} says: ${words}`;
}

const placeOf = (alert: Alert): string =>
  [alert.cluster, alert.namespace, alert.workload ?? alert.service].filter((part) => part !== undefined).join('/');

const more = (count: number): string => (count > 0 ? ` and ${count} more` : '');
