import { Fault } from '../../contracts/fault.ts';
import { type Kind, kinds } from '../../contracts/kube.ts';

/** The path the API server serves a kind under: the collection, one object, or one of its subresources. */
export function pathOf(kind: Kind, namespace: string | undefined, ...rest: string[]): string {
  const { group, version, plural, namespaced } = kinds[kind];
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const within = namespaced && namespace !== undefined ? `/namespaces/${segment(namespace)}` : '';
  return [`${base}${within}/${plural}`, ...rest.map(segment)].join('/');
}

export const apiVersionOf = (kind: Kind): string => {
  const { group, version } = kinds[kind];
  return group === '' ? version : `${group}/${version}`;
};

// A name with a slash or dots would ask for another object than the one that was judged.
function segment(name: string): string {
  if (/^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,252}$/.test(name)) return name;
  throw new Fault(
    'Impossible',
    `${JSON.stringify(name.slice(0, 80))} is no Kubernetes name`,
    'Name an existing object.',
  );
}
