/**
 * How fast the play goes, in milliseconds: quick enough for a demonstration, slow enough to be seen. A real kubelet backs
 * off 10, 20, 40 … 300 s. Numbers alone: nobody's clock is read here.
 */
export interface Timings {
  /** From the making of a pod to the start of its containers. */
  podStart: number;
  /** From the start of a container to its first passed readiness probe, its own initial delay apart. */
  ready: number;
  /** From the deletion of a pod to its end. */
  podStop: number;
  /** From a write to the moment the Deployment controller has seen it. */
  controller: number;
  /** How long a program lives that cannot work. */
  crash: number;
  /** How long a program lives that needs more memory than it may have. */
  outOfMemory: number;
  /** How long a leaking program lives, whatever its limit. */
  leak: number;
  /** How long an attempt to pull an image takes that does not exist. */
  pull: number;
  /** How long the reason of an end or of a failed pull shows before it reads as back-off. */
  shown: number;
  backOffFirst: number;
  backOffCap: number;
}

export const defaultTimings: Timings = {
  podStart: 1_000,
  ready: 1_000,
  podStop: 1_000,
  controller: 100,
  crash: 500,
  outOfMemory: 2_000,
  leak: 20_000,
  pull: 500,
  shown: 500,
  backOffFirst: 1_000,
  backOffCap: 10_000,
};

/** How long an event is kept after it was last seen, as by a real API server. */
export const EVENT_LIFE = 3_600_000;
