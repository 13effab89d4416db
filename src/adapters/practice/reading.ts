import type { Kind, KubeObject, ObjectRef } from '../../contracts/kube.ts';
import { notPlayed } from './admission.ts';
import { eventsOf } from './pod-events.ts';
import { podView } from './pod-view.ts';
import type { Controller } from './replica-sets.ts';
import { isServed, serviceView, sliceView } from './service-view.ts';
import type { PodRecord } from './state.ts';
import { deploymentView, replicaSetView } from './workload-view.ts';

/** The cluster at one moment. */
export interface Viewer {
  controller: Controller;
  now: number;
  pod(record: PodRecord): KubeObject | undefined;
  /** Addresses in the pod's variables that lead to a Service of its namespace behind which nobody is ready. */
  unreachable(record: PodRecord): string[];
}

export function viewer(controller: Controller, now: number): Viewer {
  const { world, timings } = controller;
  return {
    controller,
    now,
    pod: (record) =>
      podView(record, world.replicaSets.get(`ReplicaSet/${record.namespace}/${record.replicaSet}`), now, timings),
    unreachable: (record) =>
      record.template.spec.containers
        .flatMap(({ env }) => env ?? [])
        .flatMap(({ value }) => {
          const host = /^https?:\/\/([a-z0-9-]+)(?::\d+)?$/.exec(value ?? '')?.[1];
          const service = world.services.get(`Service/${record.namespace}/${host}`);
          return value === undefined || service === undefined || isServed(controller, service, now) ? [] : [value];
        }),
  };
}

export function readAll(view: Viewer, kind: Kind, namespace?: string): KubeObject[] {
  return objectsOf(view, kind)
    .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
    .sort((a, b) => (placeText(a) < placeText(b) ? -1 : 1));
}

export const read = (view: Viewer, ref: ObjectRef): KubeObject | undefined =>
  objectsOf(view, ref.kind).find(({ metadata }) => metadata.name === ref.name && metadata.namespace === ref.namespace);

const placeText = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

function objectsOf({ controller, now, pod }: Viewer, kind: Kind): KubeObject[] {
  const { world, timings } = controller;
  switch (kind) {
    case 'Deployment':
      return [...world.deployments.values()].map((record) => deploymentView(controller, record, now));
    case 'ReplicaSet':
      return [...world.replicaSets.values()].map((record) => replicaSetView(controller, record, now));
    case 'Pod':
      return [...world.pods.values()].flatMap((record) => pod(record) ?? []);
    case 'Service':
      return [...world.services.values()].map(serviceView);
    case 'EndpointSlice':
      return [...world.services.values()].flatMap((record) => sliceView(controller, record, now) ?? []);
    case 'Event':
      return [...world.pods.values()].flatMap((record) => eventsOf(record, now, timings));
    default:
      return notPlayed(kind, 'it has Deployments, their pods and Services');
  }
}
