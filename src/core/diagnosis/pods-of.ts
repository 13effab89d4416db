import type { Deployment, KubeObject, Pod, PodTemplate } from '../../contracts/kube.ts';
import { isAlive } from './pod-state.ts';

type Owners = KubeObject['metadata']['ownerReferences'];
/** Whether `references` name this owner, in this life of it. */
export const isOwner = (owner: KubeObject, references: Owners): boolean =>
  (references ?? []).some(
    (each) =>
      each.kind === owner.kind &&
      each.name === owner.metadata.name &&
      // The same name with another uid is an earlier life of the owner.
      (each.uid === undefined || owner.metadata.uid === undefined || each.uid === owner.metadata.uid),
  );

export const ownedBy = (pods: readonly Pod[], owner: KubeObject): Pod[] =>
  ownedByName(pods, owner.kind, owner.metadata.name).filter((pod) => isOwner(owner, pod.metadata.ownerReferences));

const indexes = new WeakMap<readonly Pod[], Map<string, Pod[]>>();
/** Living pods by the name of their owner. */
export function ownedByName(pods: readonly Pod[], kind: string, name: string): Pod[] {
  let index = indexes.get(pods);
  if (index === undefined) {
    index = new Map();
    for (const pod of pods) {
      if (!isAlive(pod)) continue;
      for (const owner of pod.metadata.ownerReferences ?? []) {
        const key = `${owner.kind}/${owner.name}`;
        const known = index.get(key);
        if (known === undefined) index.set(key, [pod]);
        else known.push(pod);
      }
    }
    indexes.set(pods, index);
  }
  return index.get(`${kind}/${name}`) ?? [];
}

/** Injected sidecars and admission may add containers; those of the template must be there with their images and limits. */
export const runs = (template: PodTemplate, pod: Pod): boolean =>
  template.spec.containers.every((wanted) =>
    pod.spec.containers.some(
      (each) =>
        each.name === wanted.name &&
        each.image === wanted.image &&
        (wanted.resources?.limits?.memory === undefined ||
          wanted.resources.limits.memory === each.resources?.limits?.memory),
    ),
  );

export function selects(workload: Deployment, pod: Pod): boolean {
  const wanted = Object.entries(workload.spec.selector.matchLabels ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => pod.metadata.labels?.[key] === value);
}
