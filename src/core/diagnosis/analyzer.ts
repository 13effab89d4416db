import type { Judgement } from '../../contracts/diagnosis.ts';
import type { CauseId } from '../../contracts/facts.ts';
import type { Instant } from '../../contracts/instant.ts';
import type { Kind, KubeObject, ObjectRef } from '../../contracts/kube.ts';
import type { Ask } from '../../contracts/world.ts';

/**
 * What an analyzer sees. Every answer is found, absent or blind, and every read is remembered: that memory is the
 * evidence list and the `blind` list of the diagnosis.
 */
export interface World {
  /** When collecting began. Ages are measured against it. */
  readonly at: Instant;
  list(kind: Kind, namespace: string | undefined): { is: 'found'; objects: KubeObject[] } | BlindAnswer;
  get(ref: ObjectRef): { is: 'found'; object: KubeObject } | { is: 'absent' } | BlindAnswer;
  logs(ask: LogsAsk): { is: 'found'; text: string } | { is: 'absent' } | BlindAnswer;
}
export interface BlindAnswer {
  is: 'blind';
  asked: string;
  why: string;
}
export interface LogsAsk {
  namespace: string;
  pod: string;
  container: string;
  previous: boolean;
}

export type Verdict = { is: 'healthy' } | { is: 'finding'; judgement: Judgement } | BlindAnswer;

/**
 * One cause, judged over one candidate object. Ask as data, judge purely: `needs` is listed once for all analyzers,
 * `follow` asks for what only a suspicious candidate deserves, `judge` reads nothing but the world.
 */
export interface Analyzer {
  readonly id: CauseId;
  readonly title: string;
  readonly version: number;
  readonly about: readonly Kind[];
  readonly needs: readonly Kind[];
  follow(world: World, candidate: KubeObject): Ask[];
  judge(world: World, candidate: KubeObject): Verdict;
}
