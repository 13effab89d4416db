import Select, { type SelectProps } from '@cloudscape-design/components/select';
import TextFilter from '@cloudscape-design/components/text-filter';
import type { ReactNode } from 'react';
import { Severity } from '../../src/contracts/alert.ts';
import { IncidentStatus } from '../../src/contracts/incident.ts';
import { statusWords } from '../parts/labels.tsx';
import type { Filter, Sorting } from '../view/incident-rows.ts';

const statusOptions: SelectProps.Option[] = [
  { value: 'all', label: 'Any status' },
  { value: 'active', label: 'Not ended' },
  ...IncidentStatus.options.map((value) => ({ value, label: statusWords(value) })),
];
const severityOptions: SelectProps.Option[] = [
  { value: 'all', label: 'Any severity' },
  ...Severity.options.toReversed().map((value) => ({ value, label: value })),
];
const sortingOptions: (SelectProps.Option & { value: Sorting })[] = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'severity', label: 'Most severe first' },
  { value: 'updated', label: 'Last changed first' },
  { value: 'confidence', label: 'Most confident first' },
];

export function IncidentFilter({
  filter,
  sorting,
  onChange,
}: {
  filter: Filter;
  sorting: Sorting;
  onChange(filter: Filter, sorting: Sorting): void;
}): ReactNode {
  const pick = (
    label: string,
    options: SelectProps.Option[],
    value: string,
    set: (value: string) => void,
  ): ReactNode => (
    <Select
      ariaLabel={label}
      options={options}
      selectedOption={options.find((option) => option.value === value) ?? null}
      onChange={({ detail }) => set(detail.selectedOption.value ?? '')}
    />
  );
  return (
    <div className="mg-filter">
      <search className="mg-filter-text">
        <TextFilter
          filteringText={filter.text}
          filteringPlaceholder="Find by title, workload, cause, id ( / )"
          filteringAriaLabel="Find incidents"
          onChange={({ detail }) => onChange({ ...filter, text: detail.filteringText }, sorting)}
        />
      </search>
      {pick('Status', statusOptions, filter.status, (value) =>
        onChange({ ...filter, status: value as Filter['status'] }, sorting),
      )}
      {pick('Severity', severityOptions, filter.severity, (value) =>
        onChange({ ...filter, severity: value as Filter['severity'] }, sorting),
      )}
      {pick('Order', sortingOptions, sorting, (value) => onChange(filter, value as Sorting))}
    </div>
  );
}
