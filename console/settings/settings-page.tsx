import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useLocation, useParams } from 'wouter';
import { SettingName } from '../../src/contracts/settings.ts';
import { Empty } from '../parts/empty.tsx';
import { Answered, Part } from '../parts/part.tsx';
import { useSetting } from '../server/queries.ts';
import { SettingEditor } from './setting-editor.tsx';

const about: Readonly<Partial<Record<SettingName, string>>> = {
  policy: 'Which plans wait for whom: bands, conditions in their order.',
  workflow: 'Times of the workflow, each with its unit in its name.',
  recovery: 'How recovery is judged, and for how long it is watched.',
  diagnosis: 'What is read, and how much of it.',
  guardrails: 'Bounds of what an action may write.',
  letters: 'Which mail is sent about waiting plans.',
  triage: 'Words that name a category, alarms that are never real.',
};

export function SettingsPage(): ReactNode {
  const { name = 'policy' } = useParams();
  const [, navigate] = useLocation();
  const known = SettingName.safeParse(name).data;
  const options = SettingName.options.map((value) => ({ value, label: value, description: about[value] ?? '' }));
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description="Whole documents, versioned. Every decision keeps the version it was made by.">
        Settings
      </Header>
      <Select
        ariaLabel="Which document"
        options={options}
        selectedOption={options.find(({ value }) => value === known) ?? null}
        onChange={({ detail }) => navigate(`/settings/${detail.selectedOption.value}`)}
      />
      {known === undefined ? <Empty title="There is no such document" /> : <OneSetting key={known} name={known} />}
    </SpaceBetween>
  );
}

function OneSetting({ name }: { name: SettingName }): ReactNode {
  const setting = useSetting(name);
  return (
    <Part title={name} description={about[name]}>
      <Answered query={setting} what={`The ${name} document`} lines={14}>
        {({ value, etag }) => <SettingEditor name={name} setting={value} etag={etag ?? `"${value.version}"`} />}
      </Answered>
    </Part>
  );
}
