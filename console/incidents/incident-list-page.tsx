import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { ShownHold } from '../../src/contracts/api/holds.ts';
import { usePaceMs } from '../app/live.tsx';
import { useKeys } from '../app/use-keys.ts';
import { Empty } from '../parts/empty.tsx';
import { Refused, Waiting } from '../parts/part.tsx';
import { PartBoundary } from '../parts/part-boundary.tsx';
import { useIncidentList } from '../server/incident-list.ts';
import { useHolds } from '../server/queries.ts';
import { chosen, isFiltering } from '../view/incident-rows.ts';
import { filterOf, paramsOf, sortingOf } from '../view/list-address.ts';
import { shownLine } from '../view/shown-text.ts';
import { IncidentFilter } from './incident-filter.tsx';
import { IncidentTable, type Waits } from './incident-table.tsx';

/** Every incident, newest first. What is chosen stands in the address, so that a list can be shared and comes back with the back button. */
export function IncidentListPage(): ReactNode {
  const paceMs = usePaceMs();
  const list = useIncidentList(paceMs);
  const holds = useHolds(paceMs).data;
  const waits = useMemo(() => waitsOf(holds ?? []), [holds]);
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => filterOf(params), [params]);
  const sorting = sortingOf(params);
  const deferred = useDeferredValue(filter);
  const { rows, cursor } = list.loaded;
  const shown = useMemo(() => chosen(rows.values(), deferred, sorting), [rows, deferred, sorting]);
  const [failed, setFailed] = useState<Error>();
  // A filter or another order is about all incidents, not about those that happen to be here.
  const wantsAll = isFiltering(filter) || sorting !== 'newest';
  const readMore = useMemo(
    () => () =>
      void list
        .more()
        .then(() => setFailed(undefined))
        .catch((thrown: unknown) => setFailed(thrown as Error)),
    [list.more],
  );
  useEffect(() => {
    if (wantsAll && typeof cursor === 'string' && failed === undefined) readMore();
  }, [wantsAll, cursor, failed, readMore]);
  useKeys({ r: list.retry, '/': focusSearch, 'mod+k': focusSearch });
  const searching = wantsAll && typeof cursor === 'string' && failed === undefined;
  const all = typeof cursor === 'string' ? `${rows.size}+` : `${rows.size}`;
  const counted = `${isFiltering(filter) ? `${shown.length} of ${all}` : all}${searching ? ', looking further' : ''}`;
  return (
    <Container
      disableContentPaddings
      header={
        <Header
          variant="h1"
          counter={list.isLoading ? '' : `(${counted})`}
          actions={<Button iconName="refresh" ariaLabel="Refresh the list" onClick={list.retry} />}
        >
          Incidents
        </Header>
      }
    >
      <PartBoundary what="The list of incidents">
        <SpaceBetween size="s">
          <IncidentFilter
            filter={filter}
            sorting={sorting}
            onChange={(next, order) => setParams(paramsOf(next, order), { replace: true })}
          />
          {(list.error ?? failed) !== null && (list.error ?? failed) !== undefined && (
            <Refused
              what="Incidents"
              error={(list.error ?? failed) as Error}
              stale={rows.size > 0}
              retry={() => {
                setFailed(undefined);
                list.retry();
              }}
            />
          )}
          {list.isLoading ? (
            <div className="mg-pad">
              <Waiting what="incidents" lines={8} />
            </div>
          ) : shown.length === 0 ? (
            <Nothing filtering={isFiltering(filter)} any={rows.size > 0} clear={() => setParams({})} />
          ) : (
            <IncidentTable rows={shown} waits={waits} more={typeof cursor === 'string' ? readMore : undefined} />
          )}
        </SpaceBetween>
      </PartBoundary>
    </Container>
  );
}

/** The search of the list; `/` and Ctrl or Cmd with K lead there. */
const focusSearch = (): void => document.querySelector<HTMLInputElement>('search input')?.focus();

/** Holds come highest risk first: of several of one incident, the gravest is shown. */
function waitsOf(holds: readonly ShownHold[]): Map<string, Waits> {
  return new Map(
    holds
      .toReversed()
      .map(({ incident, policy, plan }) => [
        incident,
        { band: policy === null ? undefined : shownLine(policy.band, 24), plan: shownLine(plan.title, 120) },
      ]),
  );
}

function Nothing({ filtering, any, clear }: { filtering: boolean; any: boolean; clear: () => void }): ReactNode {
  if (filtering && any)
    return (
      <Empty title="No incident fits">
        <Button onClick={clear}>Show all</Button>
      </Empty>
    );
  return (
    <Empty title="No incident yet">
      Send an alarm to a hook: <span className="mg-code">mendgate alarm send --source alertmanager FILE</span>, or let
      your monitoring post to <span className="mg-code">/hooks/SOURCE/HOOK</span>.
    </Empty>
  );
}
