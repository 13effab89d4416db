import { Severity } from '../../src/contracts/alert.ts';
import { IncidentStatus } from '../../src/contracts/incident.ts';
import { type Filter, noFilter, type Sorting, sortings } from './incident-rows.ts';

/** The filter that an address names. What it does not know is no filter, never an error: addresses are typed and shared. */
export function filterOf(params: URLSearchParams): Filter {
  const status = params.get('status');
  return {
    text: (params.get('q') ?? '').slice(0, 200),
    status: status === 'active' ? status : (IncidentStatus.safeParse(status).data ?? noFilter.status),
    severity: Severity.safeParse(params.get('severity')).data ?? noFilter.severity,
  };
}

export const sortingOf = (params: URLSearchParams): Sorting =>
  sortings.find((sorting) => sorting === params.get('sort')) ?? 'newest';

/** The other way round; what is as usual is left out. */
export function paramsOf(filter: Filter, sorting: Sorting): Record<string, string> {
  return {
    ...(filter.text !== '' && { q: filter.text }),
    ...(filter.status !== 'all' && { status: filter.status }),
    ...(filter.severity !== 'all' && { severity: filter.severity }),
    ...(sorting !== 'newest' && { sort: sorting }),
  };
}
