import Alert from '@cloudscape-design/components/alert';
import type { ReactNode } from 'react';
import { Time } from '../parts/time.tsx';
import { useStop } from '../server/queries.ts';
import { shownLine } from '../view/shown-text.ts';
import { usePaceMs } from './live.tsx';

/** On every page while the kill switch is on: whoever decides must know that nothing will come of a yes. */
export function StoppedBanner(): ReactNode {
  const stop = useStop(usePaceMs()).data;
  if (stop?.stopped !== true) return null;
  return (
    <Alert type="warning" header="All running is stopped">
      Nothing new is run until somebody resumes.
      {stop.by !== undefined && stop.at !== undefined && (
        <>
          {' '}
          By {shownLine(stop.by, 80)}, <Time at={stop.at} />.
        </>
      )}
    </Alert>
  );
}
