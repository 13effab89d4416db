import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Steps from '@cloudscape-design/components/steps';
import Toggle from '@cloudscape-design/components/toggle';
import { type ReactNode, useState } from 'react';
import type { IncidentPage as Everything } from '../../src/contracts/api/incidents.ts';
import type { LogEntry } from '../../src/contracts/log.ts';
import { usePaceMs } from '../app/live.tsx';
import { Answered, Part } from '../parts/part.tsx';
import { Block } from '../parts/stranger.tsx';
import { Time } from '../parts/time.tsx';
import { Unfold } from '../parts/unfold.tsx';
import { useIncidentLog } from '../server/queries.ts';
import { timelineOf } from '../view/timeline.ts';

/** The audit log as people read it: every entry, in its order; each opens to what is chained. */
export function TimelineTab({ everything: { incident } }: { everything: Everything }): ReactNode {
  const log = useIncidentLog(incident.id, usePaceMs());
  const [newestFirst, setNewestFirst] = useState(false);
  return (
    <Part
      title="Timeline"
      description={
        <>
          The audit log itself: each entry carries the hash of the one before. Check it offline:{' '}
          <span className="mg-code">mendgate audit verify</span>
        </>
      }
      actions={
        <Toggle checked={newestFirst} onChange={({ detail }) => setNewestFirst(detail.checked)}>
          Newest first
        </Toggle>
      }
    >
      <Answered query={log} what="The timeline" lines={10}>
        {(entries) => <Entries entries={newestFirst ? entries.toReversed() : entries} />}
      </Answered>
    </Part>
  );
}

const Entries = ({ entries }: { entries: readonly LogEntry[] }): ReactNode => (
  <Steps
    ariaLabel="Timeline"
    steps={timelineOf(entries).map((entry, at) => ({
      status: entry.tone,
      statusIconAriaLabel: entry.tone,
      header: (
        <span>
          {entry.title}
          {entry.by.kind === 'person' && ` by ${entry.by.name}`}
        </span>
      ),
      details: (
        <SpaceBetween size="xxs">
          <Box variant="small">
            <Time at={entry.at} /> · {entry.by.kind === 'person' ? 'a person' : entry.by.name} · entry {entry.seq}
          </Box>
          {entry.says.map((line) => (
            <Box key={line} color="text-body-secondary">
              <bdi className="mg-line">{line}</bdi>
            </Box>
          ))}
          <Unfold title="Entry as it is chained">
            {() => <Block text={JSON.stringify(entries[at], null, 2)} label={`Entry ${entry.seq}`} />}
          </Unfold>
        </SpaceBetween>
      ),
    }))}
  />
);
