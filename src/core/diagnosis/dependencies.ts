import type { Service } from '../../contracts/kube.ts';
import type { World } from './analyzer.ts';
import { logsOfSick } from './follow.ts';
import { addressedHosts, blamedHosts, isAddressOf } from './hosts.ts';
import type { Case } from './judge-world.ts';
import { readServices } from './parsed.ts';
import { serves } from './services.ts';

/**
 * Which sick workloads only suffer: each with the case that makes it suffer, followed to the root. A victim has no cause of
 * its own and blames, in its own log, the Service of a sick workload; or it merely fails its probes and its template
 * points to one.
 */
export function victimsOf(world: World, sick: readonly Case[], hasOwn: (each: Case) => boolean): Map<Case, Case> {
  const blames = new Map<Case, Case[]>();
  for (const each of sick) {
    if (hasOwn(each) || each.view === undefined) continue;
    const others = sick.filter((other) => other !== each);
    const services = servicesNear(world, each, sick);
    const leadsTo = (names: Iterable<string>) => {
      const meant = services.filter((service) =>
        [...names].some((name) => isAddressOf(service, name, each.view?.namespace)),
      );
      return others.filter((other) => other.view !== undefined && meant.some((service) => reaches(service, other)));
    };
    const spoken = leadsTo(spokenHosts(world, each));
    // A value in a template proves a wire, not a fault on it: enough only for one that does no more than wait.
    const waits =
      each.judgements.length === 0 && each.view.troubles.every((trouble) => trouble.symptom === 'not-ready');
    const wired = spoken.length > 0 || !waits ? spoken : leadsTo(wiredHosts(each));
    if (wired.length > 0) blames.set(each, wired);
  }
  const roots = new Map<Case, Case>();
  for (const each of blames.keys()) {
    const root = rootOf(each, blames, hasOwn);
    if (root !== undefined) roots.set(each, root);
  }
  return roots;
}

/** Breadth first to the nearest case with a cause of its own; a ring of complaints has no root. */
function rootOf(from: Case, blames: ReadonlyMap<Case, Case[]>, hasOwn: (each: Case) => boolean): Case | undefined {
  const seen = new Set([from]);
  let edge = [from];
  while (edge.length > 0) {
    const next = edge.flatMap((each) => blames.get(each) ?? []).filter((each) => !seen.has(each));
    const root = next.find(hasOwn) ?? next.find((each) => each.judgements.length > 0 && !blames.has(each));
    if (root !== undefined) return root;
    for (const each of next) seen.add(each);
    edge = [...new Set(next)];
  }
  return undefined;
}

const reaches = (service: Service, { view }: Case): boolean => view !== undefined && serves(service, view);

/** Services of all namespaces where somebody is sick, but its own: who cannot reach himself is not his own victim. */
function servicesNear(world: World, each: Case, sick: readonly Case[]): Service[] {
  const namespaces = new Set(sick.map((other) => other.candidate.metadata.namespace));
  return [...namespaces].flatMap((namespace) => {
    const listed = world.list('Service', namespace);
    if (listed.is === 'blind') return [];
    return readServices(listed.objects).good.filter((service) => !reaches(service, each));
  });
}

function spokenHosts(world: World, each: Case): Set<string> {
  const names = new Set<string>();
  for (const ask of logsOfSick(world, each.candidate)) {
    if (ask.verb !== 'logs') continue;
    const { namespace, pod, container, previous } = ask;
    const log = world.logs({ namespace, pod, container, previous });
    if (log.is === 'found') for (const name of blamedHosts(log.text).keys()) names.add(name);
  }
  return names;
}

function wiredHosts({ view }: Case): Set<string> {
  const values = (view?.template.spec.containers ?? []).flatMap((container) =>
    (container.env ?? []).map((each) => each.value ?? ''),
  );
  return new Set(values.flatMap(addressedHosts));
}
