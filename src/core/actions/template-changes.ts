import type { Json } from '../../contracts/json.ts';
import type { PodTemplate } from '../../contracts/kube.ts';
import type { Change } from '../../contracts/plan.ts';
import { pointerOf } from './pointer.ts';
import { sameJson } from './same-json.ts';

type Fields = Record<string, unknown>;
const root = ['spec', 'template'];

/**
 * The fewest fields that turn one pod template into another: labels and annotations one by one, because other tools write
 * theirs beside ours; containers field by field as long as both sides hold the same ones in the same order, as a whole
 * otherwise; everything else of the pod spec by its top-level field.
 */
export function templateChanges(from: PodTemplate, to: PodTemplate): Change[] {
  const metadata = (['labels', 'annotations'] as const).flatMap((field) =>
    perField([...root, 'metadata'], field, from.metadata ?? {}, to.metadata ?? {}),
  );
  const spec = keysOfBoth(from.spec, to.spec).flatMap((field) =>
    (field === 'containers' || field === 'initContainers') && sameNames(from.spec[field], to.spec[field])
      ? (from.spec[field] ?? []).flatMap((container, at) => {
          const other: Fields = to.spec[field]?.[at] ?? {};
          return keysOfBoth(container, other).flatMap((key) =>
            change([...root, 'spec', field, at, key], container[key], other[key]),
          );
        })
      : change([...root, 'spec', field], from.spec[field], to.spec[field]),
  );
  return [...metadata, ...spec];
}

function perField(at: string[], field: string, from: Fields, to: Fields): Change[] {
  const one = from[field];
  const other = to[field];
  // The server drops a map that was emptied key by key, and then no longer holds what was written: it goes as a whole.
  if (isFields(one) && isEmpty(other)) return isEmpty(one) ? [] : change([...at, field], one, undefined);
  if (!isFields(one) || !isFields(other)) return change([...at, field], one, isEmpty(other) ? undefined : other);
  return keysOfBoth(one, other).flatMap((key) => change([...at, field, key], one[key], other[key]));
}

function change(keys: (string | number)[], before: unknown, after: unknown): Change[] {
  if (before === undefined && after === undefined) return [];
  if (before !== undefined && after !== undefined && sameJson(before, after)) return [];
  const path = pointerOf(keys);
  if (before === undefined) return [{ path, after: after as Json }];
  if (after === undefined) return [{ path, before: before as Json }];
  return [{ path, before: before as Json, after: after as Json }];
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (isFields(value) && Object.keys(value).length === 0);
const keysOfBoth = (one: Fields, other: Fields): string[] => [...new Set([...Object.keys(one), ...Object.keys(other)])];
const sameNames = (one: readonly { name: string }[] = [], other: readonly { name: string }[] = []): boolean =>
  one.length > 0 && one.length === other.length && one.every((container, at) => container.name === other[at]?.name);
