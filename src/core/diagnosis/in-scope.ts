import type { Blind } from '../../contracts/diagnosis.ts';
import type { KubeObject } from '../../contracts/kube.ts';
import type { World } from './analyzer.ts';
import type { Case } from './judge-world.ts';
import { readServices } from './parsed.ts';
import { namespaceOf, type Scope } from './scope.ts';
import { serves } from './services.ts';

interface Place {
  kind: string;
  namespace?: string | undefined;
  name: string;
}
export interface Wanted {
  has(object: Place): boolean;
  hasCase(each: Case): boolean;
  hasBlind(blind: Blind): boolean;
  /** The object asked about, when nothing in the world answers to it: nobody could look. */
  missing: Blind[];
}

/** Which workloads the question is about: an object stands for the workload it belongs to or leads to. */
export function inScope(world: World, scope: Scope, cases: readonly Case[]): Wanted {
  const asked = scope.object;
  if (asked === undefined) return { has: () => true, hasCase: () => true, hasBlind: () => true, missing: [] };
  const namespace = namespaceOf(scope);
  const mine = cases.filter(
    (each) =>
      (namespace === undefined || each.candidate.metadata.namespace === namespace) && stands(world, asked, each),
  );
  const keys = new Set(mine.map((each) => keyOf(placeOf(each.candidate))));
  const where = namespace === undefined ? '' : `${namespace}/`;
  const missing = { asked: `${asked.kind.toLowerCase()}/${where}${asked.name}`, why: 'not found' };
  return {
    has: (object) => keys.has(keyOf(object)),
    hasCase: (each) => keys.has(keyOf(placeOf(each.candidate))),
    // What could not be listed concerns everybody; a single unreadable object only those it may belong to.
    hasBlind: (blind) => blind.asked.startsWith('list ') || mine.some((each) => belongs(blind.asked, each.candidate)),
    missing: mine.length === 0 ? [missing] : [],
  };
}

const placeOf = ({ kind, metadata }: KubeObject): Place => ({
  kind,
  namespace: metadata.namespace,
  name: metadata.name,
});
const keyOf = (place: Place): string => `${place.kind}/${place.namespace ?? ''}/${place.name}`;
const belongs = (asked: string, candidate: KubeObject): boolean =>
  asked.includes(`/${candidate.metadata.namespace ?? ''}/${candidate.metadata.name}-`);

function stands(world: World, asked: Place, { candidate, view }: Case): boolean {
  const { kind, name } = asked;
  if (candidate.kind.toLowerCase() === kind.toLowerCase()) return candidate.metadata.name === name;
  switch (kind.toLowerCase()) {
    case 'pod':
      // A pod that is gone by now still tells its workload by its name: <workload>-<hash>-<suffix> or <workload>-<ordinal>.
      return owns(view, name) || new RegExp(/^(-[a-z0-9]{1,10}){1,2}$/).test(suffixOf(name, candidate.metadata.name));
    case 'replicaset':
      return /^-[a-z0-9]{1,10}$/.test(suffixOf(name, candidate.metadata.name));
    case 'service': {
      const listed = world.list('Service', candidate.metadata.namespace);
      if (listed.is === 'blind') return false;
      const service = readServices(listed.objects).good.find((each) => each.metadata.name === name);
      return service !== undefined && view !== undefined && serves(service, view);
    }
    default:
      return false;
  }
}

const suffixOf = (name: string, prefix: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : '?');
const owns = (view: Case['view'], pod: string): boolean =>
  [...(view?.pods ?? []), ...(view?.olderPods ?? [])].some((each) => each.metadata.name === pod);
