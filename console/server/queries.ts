import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { DeadLetterList, DeadLetterPage } from '../../src/contracts/api/dead-letters.ts';
import { HoldList } from '../../src/contracts/api/holds.ts';
import { IncidentPage as Everything } from '../../src/contracts/api/incidents.ts';
import { IncidentLog } from '../../src/contracts/api/log.ts';
import { Setting } from '../../src/contracts/api/settings.ts';
import { StopState } from '../../src/contracts/api/stop.ts';
import type { LogEntry } from '../../src/contracts/log.ts';
import { ask } from './ask.ts';
import { keys } from './keys.ts';

const api = (path: string): string => `/api/v1/${path}`;
const one = encodeURIComponent;

export const useIncident = (id: string, paceMs: number) =>
  useQuery({
    queryKey: keys.incident(id),
    queryFn: async ({ signal }) => (await ask(Everything, api(`incidents/${one(id)}`), { signal })).value,
    refetchInterval: paceMs,
  });

/** The incident's log, whole. It only grows, so what came after the last entry is all that is asked for. */
export function useIncidentLog(id: string, paceMs: number) {
  const client = useQueryClient();
  return useQuery({
    queryKey: keys.log(id),
    queryFn: ({ signal }) => readLog(client, id, signal),
    refetchInterval: paceMs,
  });
}

async function readLog(client: QueryClient, id: string, signal: AbortSignal): Promise<LogEntry[]> {
  const entries = [...(client.getQueryData<LogEntry[]>(keys.log(id)) ?? [])];
  for (;;) {
    const last = entries.at(-1)?.seq ?? 0;
    const { value } = await ask(IncidentLog, api(`incidents/${one(id)}/log?after=${last}&limit=200`), { signal });
    const fresh = value.items.filter((entry) => entry.seq > last);
    entries.push(...fresh);
    if (value.cursor === null || fresh.length === 0) return entries;
  }
}

export const useHolds = (paceMs: number) =>
  useQuery({
    queryKey: keys.holds,
    queryFn: async ({ signal }) => (await ask(HoldList, api('holds'), { signal })).value.items,
    refetchInterval: paceMs,
  });

export const useStop = (paceMs: number) =>
  useQuery({
    queryKey: keys.stop,
    queryFn: async ({ signal }) => (await ask(StopState, api('stop'), { signal })).value,
    refetchInterval: paceMs,
  });

export const useSetting = (name: string) =>
  useQuery({
    queryKey: keys.setting(name),
    queryFn: ({ signal }) => ask(Setting, api(`settings/${one(name)}`), { signal }),
    // An edit under way must not be pulled from under the hands.
    refetchOnWindowFocus: false,
  });

export const useLetters = (paceMs: number) =>
  useQuery({
    queryKey: keys.letters,
    queryFn: async ({ signal }) => (await ask(DeadLetterList, api('dead-letters?limit=200'), { signal })).value,
    refetchInterval: paceMs,
  });

export const useLetter = (id: string) =>
  useQuery({
    queryKey: keys.letter(id),
    queryFn: async ({ signal }) => (await ask(DeadLetterPage, api(`dead-letters/${one(id)}`), { signal })).value,
  });
