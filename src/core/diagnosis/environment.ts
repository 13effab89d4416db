import type { Container, PodTemplate } from '../../contracts/kube.ts';

/** Names the template gives the container, with a value or a reference: an empty value counts as none. */
export function variablesOf(container: Container | undefined): ReadonlySet<string> {
  return new Set(
    (container?.env ?? [])
      .filter((each) => each.valueFrom !== undefined || (each.value ?? '') !== '')
      .map((each) => each.name),
  );
}

export const containerIn = (template: PodTemplate, name: string): Container | undefined =>
  [...template.spec.containers, ...(template.spec.initContainers ?? [])].find((each) => each.name === name);

/** Sources whose names only the cluster knows: ConfigMaps and Secrets as a whole. */
export const sourcesOf = (container: Container | undefined): readonly unknown[] =>
  Array.isArray(container?.envFrom) ? container.envFrom : [];

/** pydantic and Spring name their own field: `database_url` and `database.url` are DATABASE_URL in a template. */
export const spellings = (name: string): readonly string[] => [
  name,
  name.replaceAll(/[.-]/g, '_').toUpperCase(),
  name.replaceAll('.', ''),
];
