import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Refused } from '../parts/part.tsx';
import { Block } from '../parts/stranger.tsx';
import { askBytes } from '../server/ask.ts';
import { addressOf, type DescribedOperation } from '../view/described.ts';

export function OperationView({ operation }: { operation: DescribedOperation }): ReactNode {
  const { description, roles, open, body, answers, parameters } = operation;
  return (
    <SpaceBetween size="m">
      {description !== undefined && <Box>{description}</Box>}
      <Box color="text-body-secondary">
        {open
          ? 'Open to anybody.'
          : roles.length > 0
            ? `For: ${roles.join(', ')}.`
            : 'For a sender that proves itself.'}
      </Box>
      {parameters.length > 0 && (
        <ul className="mg-evidence">
          {parameters.map(({ name, in: place, required, description: says }) => (
            <li key={`${place} ${name}`}>
              <span>
                <span className="mg-code">{name}</span> · {place}
                {required === true && ', needed'}
              </span>
              {says !== undefined && <Box color="text-body-secondary">{says}</Box>}
            </li>
          ))}
        </ul>
      )}
      {body !== undefined && <Schema title="Body" schema={body} />}
      {answers.map(({ status, says, schema }) =>
        status.startsWith('2') && schema !== undefined ? (
          <Schema key={status} title={`${status} ${says}`} schema={schema} />
        ) : null,
      )}
      <Box color="text-body-secondary">
        Refuses with{' '}
        {answers
          .filter(({ status }) => !status.startsWith('2'))
          .map(({ status }) => status)
          .join(', ')}
        : problem documents with a hint.
      </Box>
      {operation.method === 'GET' && <TryIt operation={operation} />}
    </SpaceBetween>
  );
}

const Schema = ({ title, schema }: { title: string; schema: unknown }): ReactNode => (
  <details className="mg-chained">
    <summary>{title}</summary>
    <Block text={JSON.stringify(schema, null, 2)} label={title} />
  </details>
);

/** Only what reads: a page of documents must not decide about production by a click. */
function TryIt({ operation }: { operation: DescribedOperation }): ReactNode {
  const [filled, setFilled] = useState<Readonly<Record<string, string>>>({});
  const address = addressOf(operation, filled);
  const blanks = operation.parameters.filter(({ in: place }) => place === 'path' || place === 'query');
  const get = useMutation({ mutationFn: async (path: string) => readable(await (await askBytes(path)).text()) });
  return (
    <SpaceBetween size="s">
      {blanks.map(({ name, required }) => (
        <FormField key={name} label={required === true ? name : `${name} (optional)`}>
          <Input
            value={filled[name] ?? ''}
            onChange={({ detail }) => setFilled({ ...filled, [name]: detail.value })}
            spellcheck={false}
          />
        </FormField>
      ))}
      <Button
        disabled={address === undefined}
        loading={get.isPending}
        onClick={() => address !== undefined && get.mutate(address)}
      >
        Try it
      </Button>
      {get.error !== null && <Refused what="This" error={get.error} />}
      {get.data !== undefined && <Block text={get.data} label="Answer" />}
    </SpaceBetween>
  );
}

function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
