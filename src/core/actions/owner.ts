import type { KubeObject } from '../../contracts/kube.ts';

/** Who else writes an object. `reverts` owners put their own text back; Helm does so only at its next upgrade. */
export interface Owner {
  who: string;
  reverts: boolean;
}

/**
 * The tool or controller that keeps this object, by the marks each leaves. Argo CD's default tracking label
 * `app.kubernetes.io/instance` is not among them: Helm and people write it as well, so it proves nothing.
 */
export function ownerOf(object: KubeObject): Owner | undefined {
  const labels = object.metadata.labels ?? {};
  const annotations = object.metadata.annotations ?? {};
  const argo =
    annotations['argocd.argoproj.io/tracking-id'] ??
    annotations['argocd.argoproj.io/instance'] ??
    labels['argocd.argoproj.io/instance'];
  if (argo !== undefined) return { who: `Argo CD (${argo.split(':')[0]})`, reverts: true };
  const flux = labels['kustomize.toolkit.fluxcd.io/name'] ?? labels['helm.toolkit.fluxcd.io/name'];
  if (flux !== undefined) return { who: `Flux (${flux})`, reverts: true };
  const controller = (object.metadata.ownerReferences ?? []).find((reference) => reference.controller === true);
  if (controller !== undefined) return { who: `${controller.kind} ${controller.name}`, reverts: true };
  const helm = annotations['meta.helm.sh/release-name'];
  if (helm !== undefined || labels['app.kubernetes.io/managed-by'] === 'Helm')
    return { who: `Helm${helm === undefined ? '' : ` (release ${helm})`}`, reverts: false };
  return undefined;
}
