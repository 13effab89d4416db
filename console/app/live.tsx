import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { LiveTicket } from '../../src/contracts/api/live.ts';
import type { SiteFacts } from '../../src/contracts/api/site.ts';
import type { LiveFrame } from '../../src/contracts/live.ts';
import { ask } from '../server/ask.ts';
import { catchUp, takeFrames } from '../server/follow.ts';
import { keepLine, type LineState } from '../server/live-line.ts';

const Context = createContext<LineState>('connecting');
/** Frames of one moment are taken together: a storm of alarms is one look, not hundreds. */
const gatherMs = 200;

export function LiveProvider({ site, children }: { site: SiteFacts; children: ReactNode }): ReactNode {
  const client = useQueryClient();
  const [state, setState] = useState<LineState>('connecting');
  useEffect(() => {
    let gathered: LiveFrame[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const line = keepLine(
      {
        address: async () => {
          const { value } = await ask(LiveTicket, '/api/v1/live/tickets', { method: 'POST' });
          const url = new URL(site.live, location.origin.replace(/^http/, 'ws'));
          url.searchParams.set('ticket', value.ticket);
          return url.href;
        },
        open: (address) => new WebSocket(address),
        wait: (run, ms) => {
          const timeout = setTimeout(run, ms);
          return () => clearTimeout(timeout);
        },
        random: Math.random,
      },
      {
        state: setState,
        onOpen: () => void catchUp(client),
        frame: (frame) => {
          gathered.push(frame);
          timer ??= setTimeout(() => {
            const frames = gathered;
            gathered = [];
            timer = undefined;
            void takeFrames(client, frames);
          }, gatherMs);
        },
      },
    );
    return () => {
      line.close();
      clearTimeout(timer);
    };
  }, [client, site.live]);
  return <Context value={state}>{children}</Context>;
}

export const useLineState = (): LineState => useContext(Context);

/** How often to ask by ourselves: often while nobody tells us, rarely as a net under the live line. */
export const usePaceMs = (): number => (useLineState() === 'live' ? 60_000 : 4000);
