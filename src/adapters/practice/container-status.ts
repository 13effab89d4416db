import type { ContainerStatus } from '../../contracts/kube.ts';
import { type Course, isReadyAt, momentOf } from './course.ts';
import { type Turn, turn } from './loop.ts';
import { hashOf, timeText } from './names.ts';
import type { PodRecord } from './state.ts';
import type { Timings } from './timings.ts';

export const imageId = (image: string): string => `${image}@sha256:${hashOf('image', image)}`;
const containerId = (pod: PodRecord, name: string, run: Turn): string =>
  `containerd://${hashOf('container', pod.uid, name, run.index)}`;

/** In the words of containerd 2. */
export const pullError = (image: string): string =>
  `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;

/** How an attempt of this course ends, when it ends at all. */
export function endOf(course: Course): { exitCode: number; reason: string } {
  switch (course.trouble?.is) {
    case 'memory':
    case 'leak':
      return { exitCode: 137, reason: 'OOMKilled' };
    case 'probes':
      return { exitCode: 137, reason: 'Error' };
    default:
      return { exitCode: 1, reason: 'Error' };
  }
}

export function statusOf(pod: PodRecord, course: Course, at: number, timings: Timings): ContainerStatus {
  const { name, image = '' } = course.container;
  const moment = momentOf(course, at, timings);
  const ended = (run: Turn) => ({
    terminated: {
      ...endOf(course),
      startedAt: timeText(run.from),
      finishedAt: timeText(run.until),
      containerID: containerId(pod, name, run),
    },
  });
  const base = { name, image, ready: isReadyAt(course, at), restartCount: 0, started: false, lastState: {} };
  if (moment.is === 'creating') return { ...base, imageID: '', state: { waiting: { reason: 'ContainerCreating' } } };
  if (moment.is === 'pulling') {
    const error = pullError(image);
    const message = {
      ErrImagePull: error,
      ImagePullBackOff: `Back-off pulling image "${image}": ErrImagePull: ${error}`,
    };
    const shows = moment.shows;
    return {
      ...base,
      imageID: '',
      state: { waiting: { reason: shows, ...(shows !== 'ContainerCreating' && { message: message[shows] }) } },
    };
  }
  const run = moment.last;
  const before = run.index > 0 ? ended(turn(course.loop, run.index - 1)) : {};
  const seen = { ...base, imageID: imageId(image), containerID: containerId(pod, name, run), restartCount: run.index };
  if (moment.is === 'running')
    return { ...seen, started: true, lastState: before, state: { running: { startedAt: timeText(run.from) } } };
  if (moment.is === 'terminated') return { ...seen, lastState: before, state: ended(run) };
  const pause = Math.round((run.next - run.until) / 1000);
  const message = `back-off ${pause}s restarting failed container=${name} pod=${pod.name}_${pod.namespace}(${pod.uid})`;
  return { ...seen, lastState: ended(run), state: { waiting: { reason: 'CrashLoopBackOff', message } } };
}
