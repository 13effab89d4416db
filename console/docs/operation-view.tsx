import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Refused } from '../parts/part.tsx';
import { Block } from '../parts/stranger.tsx';
import { askBytes } from '../server/ask.ts';
import { addressOf, type DescribedOperation, nameIn } from '../view/described.ts';

export function OperationView({ operation }: { operation: DescribedOperation }): ReactNode {
  const { description, roles, open, proofs, bodyAtMost, only, body, answers, refusals, parameters } = operation;
  return (
    <SpaceBetween size="m">
      {description !== undefined && <Box>{description}</Box>}
      <Box color="text-body-secondary">
        {open
          ? 'Open to anybody.'
          : roles.length > 0
            ? `For: ${roles.join(', ')}.`
            : 'For a sender that proves itself.'}
        {proofs.length > 0 && ` Proven by ${proofs.join(' or ')}.`}
        {bodyAtMost > 0 && ` A body has at most ${bodyAtMost} bytes.`}
        {only === 'local' && ' In a home on one machine only.'}
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
        schema === undefined ? (
          <Box key={status}>
            {status} {says}
          </Box>
        ) : (
          <Schema key={status} title={`${status} ${says}`.trim()} schema={schema} />
        ),
      )}
      <details className="mg-chained">
        <summary>Problems: {refusals.flatMap(({ words }) => words).join(', ')}</summary>
        <ul className="mg-evidence">
          {refusals.map(({ status, says, tryAgain }) => (
            <li key={status}>
              <span className="mg-code">{status}</span>
              <Box color="text-body-secondary">
                {says}
                {tryAgain && ' The same call may pass later.'}
              </Box>
            </li>
          ))}
        </ul>
      </details>
      {operation.method === 'GET' && <TryIt operation={operation} />}
    </SpaceBetween>
  );
}

/** A shape by its name, which stands among the shapes below, or as it is where it has none. */
export function Schema({ title, schema }: { title: string; schema: unknown }): ReactNode {
  const name = nameIn(schema);
  if (name !== undefined)
    return (
      <Box>
        {title}: <Link href={`#shape-${name}`}>{name}</Link>
      </Box>
    );
  return (
    <details className="mg-chained">
      <summary>{title}</summary>
      <Block text={JSON.stringify(schema, null, 2)} label={title} />
    </details>
  );
}

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
