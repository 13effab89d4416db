// Kubernetes makes generated names from letters and digits that spell no words: no vowels, no 0, 1, 3, no y.
const suffix = '[bcdfghjklmnpqrstvwxz2456789]{5}';
// A pod template hash is a 32-bit number in decimal whose digits are mapped into ten of these characters.
// Other controllers hash in hexadecimal; a digit must be in it, so that a word like "facade" is no hash.
const templateHash = '(?:[4-9bcdf]{6,10}|(?=[a-f]*\\d)[0-9a-f]{8,10})';

const replicaSetTail = new RegExp(`^(.+)-${templateHash}$`);
// The second part is taken more loosely: after a template hash nothing else can stand there.
const replicaSetPodTail = new RegExp(`^(.+)-${templateHash}-[a-z0-9]{5}$`);
// CronJobs name their Jobs by minutes or seconds since 1970; Kubernetes before 1.9 had decimal template hashes.
const cronJobTail = /^(.+)-\d{8,10}$/;
const cronJobPodTail = /^(.+)-\d{8,10}-[a-z0-9]{5}$/;
const ordinalTail = /^(.+)-\d{1,4}$/;
const generatedTail = new RegExp(`^(.+)-${suffix}$`);

/** The server cuts the base of a generated name so that name and suffix fit; what was cut off cannot be known again. */
const longestPodName = 63;

/**
 * The workload that made a pod, read from the pod's name alone: Deployment, CronJob, StatefulSet, DaemonSet or Job. A pod of
 * no such form is its own workload. Static pods end in their node's name. Undefined when the name was cut.
 *
 * One tail is taken off, never two: `api-v2-7d9c6b5f4-x2x8k` is `api-v2`. A bare pod whose name happens to end in five such
 * letters (`proxy-https`) is misread; a name cannot tell them apart.
 */
export function workloadOfPod(pod: string, node?: string): string | undefined {
  if (node && pod.endsWith(`-${node}`)) return pod.slice(0, -node.length - 1) || undefined;
  for (const tail of [replicaSetPodTail, cronJobPodTail, generatedTail, ordinalTail]) {
    const name = tail.exec(pod)?.[1];
    if (name !== undefined) return name;
  }
  return pod.length >= longestPodName ? undefined : pod;
}

export const deploymentOfReplicaSet = (replicaSet: string): string =>
  replicaSetTail.exec(replicaSet)?.[1] ?? replicaSet;

export const cronJobOfJob = (job: string): string => cronJobTail.exec(job)?.[1] ?? job;

/** For senders that mostly name the workload where a pod could stand: only an unmistakable pod name is shortened. */
export const workloadOfPodOrWorkload = (name: string): string =>
  replicaSetPodTail.exec(name)?.[1] ?? cronJobPodTail.exec(name)?.[1] ?? name;
