import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { OpenApi } from '../../src/contracts/api/described.ts';
import { EventName } from '../../src/contracts/log.ts';
import { Answered, Part } from '../parts/part.tsx';
import { Block } from '../parts/stranger.tsx';
import { ask } from '../server/ask.ts';
import { keys } from '../server/keys.ts';
import { type DescribedOperation, operationsOf, shapesOf } from '../view/described.ts';
import { OperationView, Schema } from './operation-view.tsx';

/** The API as its own description has it: made from the table that serves it, so that the two cannot differ. */
export function DocsPage(): ReactNode {
  const described = useQuery({
    queryKey: keys.described,
    queryFn: async ({ signal }) => (await ask(OpenApi, '/api/v1/openapi.json', { signal })).value,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={
          <>
            Described in OpenAPI 3.1: <Link href="/api/v1/openapi.json">openapi.json</Link>
          </>
        }
      >
        API
      </Header>
      <Answered query={described} what="The description" lines={12}>
        {(document) => (
          <SpaceBetween size="l">
            <Part title="In general">
              <Block text={String(document.info.description ?? '')} label="What holds for every route" />
            </Part>
            {groupsOf(operationsOf(document)).map(([group, operations]) => (
              <Part key={group} title={group}>
                <SpaceBetween size="xs">
                  {operations.map((operation) => (
                    <ExpandableSection
                      key={operation.id}
                      headerText={
                        <>
                          <Badge color={operation.method === 'GET' ? 'blue' : 'grey'}>{operation.method}</Badge>{' '}
                          <span className="mg-code">{operation.path}</span>
                        </>
                      }
                      headerDescription={operation.summary}
                    >
                      <OperationView operation={operation} />
                    </ExpandableSection>
                  ))}
                </SpaceBetween>
              </Part>
            ))}
            <Shapes document={document} />
            <LiveEvents />
          </SpaceBetween>
        )}
      </Answered>
    </SpaceBetween>
  );
}

function groupsOf(operations: readonly DescribedOperation[]): [string, DescribedOperation[]][] {
  const groups = new Map<string, DescribedOperation[]>();
  for (const operation of operations) groups.set(operation.group, [...(groups.get(operation.group) ?? []), operation]);
  return [...groups];
}

const Shapes = ({ document }: { document: OpenApi }): ReactNode => (
  <Part
    title="Shapes"
    description="What is taken and answered, by name. Answers may gain fields; what is sent may not."
  >
    <SpaceBetween size="xs">
      {shapesOf(document).map(({ name, says, schema }) => (
        <div key={name} id={`shape-${name}`}>
          <Box>
            <span className="mg-code">{name}</span>
          </Box>
          <Schema title={says === '' ? name : says} schema={schema} />
        </div>
      ))}
    </SpaceBetween>
  </Part>
);

const LiveEvents = (): ReactNode => (
  <Part
    title="Live events"
    description="A WebSocket at /live?ticket=…, opened with a ticket of POST /api/v1/live/tickets that is good once, for a minute."
  >
    <SpaceBetween size="s">
      <Box>
        Each frame is JSON with <span className="mg-code">event, tenant, incident, seq, about, at</span>: ids only, and
        you ask for the rest. Send the text <span className="mg-code">ping</span> to keep it open. After a gap ask{' '}
        <span className="mg-code">GET /api/v1/incidents/INCIDENT/log?after=SEQ</span> for what came meanwhile.
      </Box>
      <Block text={EventName.options.join('\n')} label="Names of events" />
    </SpaceBetween>
  </Part>
);
