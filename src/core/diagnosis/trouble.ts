import type { Instant } from '../../contracts/instant.ts';
import type { Container, Pod } from '../../contracts/kube.ts';
import { ageSeconds, conditionOf, containersOf, deathOf, isReady } from './pod-state.ts';

export type Symptom = 'image' | 'config' | 'crash' | 'not-ready' | 'pending';
export interface Trouble {
  pod: Pod;
  symptom: Symptom;
  says: string;
}

const badImage = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']);
const badConfig = new Set(['CreateContainerConfigError', 'CreateContainerError', 'PreCreateHookError']);
const badStart = new Set(['CrashLoopBackOff', 'RunContainerError', 'PostStartHookError']);

/** Below these a pod is on its way up, not sick: a rollout under way is no incident. */
const NOT_READY_SECONDS = 60;
const UNSCHEDULED_SECONDS = 60;
const CREATING_SECONDS = 300;
/** Longest back-off of a kubelet (300 s) and a life as long again. */
const LOOP_SECONDS = 600;

/** Whether a pod is sick now, whatever the cause, and the one symptom that says most. */
export function troubleOf(pod: Pod, at: Instant): Trouble | undefined {
  return containerTrouble(pod, at) ?? (isReady(pod) ? undefined : waitingTrouble(pod, at));
}

function containerTrouble(pod: Pod, at: Instant): Trouble | undefined {
  const found: Trouble[] = [];
  for (const { spec, status } of containersOf(pod)) {
    const { reason = '', message = '' } = status.state?.waiting ?? {};
    const waits = `container ${spec.name} ${reason}: ${message.slice(0, 300)}`;
    const death = deathOf(status, at);
    const ended = death === undefined ? '' : `, exit ${death.exitCode}`;
    const says = `container ${spec.name} ${reason || 'fails'}${ended}, ${status.restartCount} restarts`;
    if (badImage.has(reason)) found.push({ pod, symptom: 'image', says: waits });
    else if (badConfig.has(reason)) found.push({ pod, symptom: 'config', says: waits });
    else if (badStart.has(reason)) found.push({ pod, symptom: 'crash', says });
    else if (death !== undefined && isLooping(status, death.finishedAt, at))
      found.push({ pod, symptom: 'crash', says });
  }
  const order: readonly Symptom[] = ['image', 'config', 'crash'];
  return found.sort((a, b) => order.indexOf(a.symptom) - order.indexOf(b.symptom))[0];
}

type Status = ReturnType<typeof containersOf>[number]['status'];
/** Dead now, or caught alive between two crashes: without a readiness probe such a container even counts as ready. */
function isLooping(status: Status, finishedAt: Instant | undefined, at: Instant): boolean {
  if (status.state?.terminated !== undefined) return true;
  const age = ageSeconds(finishedAt, at);
  if (!status.ready && status.restartCount > 0) return age === undefined || age <= LOOP_SECONDS;
  return status.restartCount >= 2 && age !== undefined && age <= LOOP_SECONDS;
}

function waitingTrouble(pod: Pod, at: Instant): Trouble | undefined {
  const scheduled = conditionOf(pod.status?.conditions, 'PodScheduled');
  if (scheduled?.status === 'False') {
    const age = ageSeconds(scheduled.lastTransitionTime ?? pod.metadata.creationTimestamp, at) ?? 0;
    if (age < UNSCHEDULED_SECONDS) return undefined;
    return {
      pod,
      symptom: 'pending',
      says: `not scheduled: ${(scheduled.message ?? 'no reason given').slice(0, 200)}`,
    };
  }
  const ready = conditionOf(pod.status?.conditions, 'Ready');
  const since = ready?.lastTransitionTime ?? pod.status?.startTime ?? pod.metadata.creationTimestamp;
  const age = ageSeconds(since, at);
  if (age === undefined) return undefined;
  if (pod.status?.phase === 'Running') {
    if (age < NOT_READY_SECONDS + startBudget(pod.spec.containers)) return undefined;
    return { pod, symptom: 'not-ready', says: `running but not ready for ${Math.round(age)} s` };
  }
  if (age < CREATING_SECONDS || runsInit(pod)) return undefined;
  return {
    pod,
    symptom: 'pending',
    says: `still ${pod.status?.phase ?? 'without a phase'} after ${Math.round(age)} s`,
  };
}

/** A migration may take its time. */
const runsInit = (pod: Pod): boolean => containersOf(pod).some((each) => each.init && each.status.state?.running);

const seconds = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
/** What the manifest itself allows for starting: until then not ready is as intended. */
function startBudget(containers: readonly Container[]): number {
  const budgets = containers.map(({ startupProbe, readinessProbe }) => {
    const startup =
      startupProbe === undefined
        ? 0
        : seconds(startupProbe.initialDelaySeconds, 0) +
          seconds(startupProbe.periodSeconds, 10) * seconds(startupProbe.failureThreshold, 3);
    return startup + seconds(readinessProbe?.initialDelaySeconds, 0);
  });
  return Math.max(0, ...budgets);
}
