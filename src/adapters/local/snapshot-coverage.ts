import { type Kind, kinds } from '../../contracts/kube.ts';
import { askText } from '../../contracts/world.ts';
import type { Blind } from './snapshot-files.ts';
import { kindNamed } from './snapshot-kinds.ts';
import type { Group } from './snapshot-parse.ts';

/** Where the maker of a dump looked: an empty List means "asked, none there", an absent file "not asked". */
export interface Coverage {
  /** In all namespaces, as far as anybody can tell. */
  addEverywhere(kind: Kind): void;
  addIn(kind: Kind, namespace: string): void;
  addGroup(path: string, group: Group): void;
  has(kind: Kind, namespace: string | undefined): boolean;
  namespaces(): string[];
  /** Kinds listed in some namespaces of the dump but not in others. */
  holes(): Blind[];
}

export function coverage(): Coverage {
  const everywhere = new Set<Kind>();
  const inside = new Map<Kind, Set<string>>();
  const namespaces = (): string[] => [...new Set([...inside.values()].flatMap((names) => [...names]))].sort();
  const addIn = (kind: Kind, namespace: string): void => {
    inside.set(kind, (inside.get(kind) ?? new Set()).add(namespace));
  };
  return {
    addEverywhere: (kind) => void everywhere.add(kind),
    addIn,
    addGroup(path, group) {
      const namespace = group.list && kinds[group.kind].namespaced ? namespaceOf(path, group) : undefined;
      if (namespace === undefined) everywhere.add(group.kind);
      else addIn(group.kind, namespace);
    },
    has(kind, namespace) {
      if (everywhere.has(kind)) return true;
      const names = inside.get(kind);
      if (names === undefined) return false;
      return namespace === undefined || names.has(namespace);
    },
    namespaces,
    holes: () =>
      [...inside].flatMap(([kind, names]) =>
        everywhere.has(kind)
          ? []
          : namespaces()
              .filter((namespace) => !names.has(namespace))
              .map((namespace) => ({ asked: askText({ verb: 'list', kind, namespace }), why: 'not in the snapshot' })),
      ),
  };
}

/**
 * The one namespace a List was asked in, by where its file lies: `<ns>/pods.json` (kubectl, mendgate), `pods/<ns>.json`
 * (Troubleshoot), `namespaces/<ns>/core/pods.yaml` (must-gather). Undefined: it holds more than one, or lies at the top.
 */
function namespaceOf(path: string, { objects }: Group): string | undefined {
  const segments = path.split('/');
  const stem = (segments.pop() ?? '').replace(/\.[^.]*$/, '');
  const above = segments.at(-1);
  if (above === undefined) return undefined;
  const marked = segments.indexOf('namespaces');
  const candidate = (marked >= 0 ? segments[marked + 1] : undefined) ?? (kindNamed(above) ? stem : above);
  // Nothing inside contradicts an empty List: then the narrow reading, for "nothing there" must not be said of more.
  return objects.every((object) => object.metadata.namespace === candidate) ? candidate : undefined;
}
