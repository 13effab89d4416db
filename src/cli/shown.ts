/** The answers of the routes, as clients hold on to them. */
export type { ShownHold } from '../contracts/api/holds.ts';
export type { IncidentPage as ShownIncident } from '../contracts/api/incidents.ts';
export type { IncidentLog as ShownLog } from '../contracts/api/log.ts';
export interface Listed<T> {
  items: T[];
  cursor: string | null;
}
