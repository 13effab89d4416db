import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { IncidentPage as Everything, IncidentList } from '../../src/contracts/api/incidents.ts';
import { type Loaded, nothingLoaded, rowOf, withPage } from '../view/incident-rows.ts';
import { ask } from './ask.ts';
import { keys } from './keys.ts';

const pageSize = 100;

const loadedIn = (client: QueryClient): Loaded => client.getQueryData<Loaded>(keys.incidents) ?? nothingLoaded;

async function readPage(cursor: string | undefined, signal?: AbortSignal) {
  const query = new URLSearchParams({ limit: String(pageSize), ...(cursor !== undefined && { cursor }) });
  const { value } = await ask(IncidentList, `/api/v1/incidents?${query}`, signal === undefined ? {} : { signal });
  return { rows: value.items.map(rowOf), cursor: value.cursor };
}

/** Reads the newest page again and lays it over what is there: nothing that was read is lost, wherever it has moved to. */
export async function readNewest(client: QueryClient, signal?: AbortSignal): Promise<Loaded> {
  const page = await readPage(undefined, signal);
  const before = loadedIn(client);
  const after = withPage(before, page.rows, before.cursor === undefined ? page.cursor : undefined);
  client.setQueryData(keys.incidents, after);
  return after;
}

/** One incident that changed. */
export async function readOne(client: QueryClient, id: string): Promise<void> {
  const { value } = await ask(Everything, `/api/v1/incidents/${encodeURIComponent(id)}`);
  client.setQueryData(keys.incidents, withPage(loadedIn(client), [rowOf(value.incident)]));
}

export interface FollowedList {
  loaded: Loaded;
  error: Error | null;
  isLoading: boolean;
  /** Reads one more page; false when there is none, or one is on its way. */
  more(): Promise<boolean>;
  retry(): void;
}

export function useIncidentList(paceMs: number): FollowedList {
  const client = useQueryClient();
  const busy = useRef(false);
  const query = useQuery({
    queryKey: keys.incidents,
    queryFn: ({ signal }) => readNewest(client, signal),
    refetchInterval: paceMs,
    // Structural comparison of ten thousand rows on each look would cost more than drawing the few that are seen.
    structuralSharing: false,
  });
  const more = useCallback(async () => {
    const { cursor } = loadedIn(client);
    if (busy.current || typeof cursor !== 'string') return false;
    busy.current = true;
    try {
      const page = await readPage(cursor);
      client.setQueryData(keys.incidents, withPage(loadedIn(client), page.rows, page.cursor));
      return true;
    } finally {
      busy.current = false;
    }
  }, [client]);
  return {
    loaded: query.data ?? nothingLoaded,
    error: query.error,
    isLoading: query.isPending,
    more,
    retry: () => void query.refetch(),
  };
}
