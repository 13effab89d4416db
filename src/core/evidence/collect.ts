import { Fault } from '../../contracts/fault.ts';
import type { Instant } from '../../contracts/instant.ts';
import type { Kind } from '../../contracts/kube.ts';
import type { DiagnosisSettings } from '../../contracts/settings.ts';
import { type Answer, type Ask, askText, type Read, type WorldRecord } from '../../contracts/world.ts';
import { workloadKinds } from '../diagnosis/candidates.ts';
import { analyzers } from '../diagnosis/catalogue.ts';
import { followUps } from '../diagnosis/follow.ts';
import { namespaceOf, type Scope } from '../diagnosis/scope.ts';
import { openWorld } from '../diagnosis/world.ts';
import type { Cluster } from '../ports.ts';
import { recoveryNeeds } from '../recovery/surroundings.ts';
import { blindReason } from './blind-reason.ts';
import { cleanLog } from './clean-log.ts';
import { cleanObject } from './clean-object.ts';

export type { Scope } from '../diagnosis/scope.ts';

const AT_ONCE = 8;
/** The longest lists, which all wait for in the end. */
const heavy: readonly Kind[] = ['Event', 'Pod'];
const heavyFirst = (ask: Ask): number => (ask.verb === 'list' && heavy.includes(ask.kind) ? 0 : 1);

interface Parts {
  cluster: Pick<Cluster, 'list' | 'get' | 'logs'>;
  source: string;
  at: Instant;
  scope: Scope;
  settings: DiagnosisSettings;
}

/**
 * Reads a cluster for all analyzers at once. A read that fails becomes a blind answer; nothing is stored before ignored
 * annotations and secrets are off. The order of `reads` is the order of asking, not of answering.
 */
export async function collectWorld(parts: Parts): Promise<WorldRecord> {
  const { source, at, scope, settings } = parts;
  const namespace = namespaceOf(scope);
  // Sorted, so that a catalogue in another order still stores the same record.
  const kinds = [
    ...new Set<Kind>([...workloadKinds, ...recoveryNeeds, ...analyzers.flatMap((each) => each.needs)]),
  ].sort();
  const asks = kinds.map((kind): Ask => ({ verb: 'list', kind, ...(namespace === undefined ? {} : { namespace }) }));
  const reads: Read[] = await answerAll(parts, asks, heavyFirst);
  const record = (): WorldRecord => ({ schema: 'mendgate.world/1', source, at, reads: [...reads] });
  const asked = new Set(asks.map(askText));
  let budget = settings.followsAtMost;
  for (let round = 0; round < settings.roundsAtMost && budget > 0; round += 1) {
    const next = followUps(openWorld(record()), scope)
      .filter((ask) => !asked.has(askText(ask)))
      .slice(0, budget);
    if (next.length === 0) break;
    for (const ask of next) asked.add(askText(ask));
    budget -= next.length;
    reads.push(...(await answerAll(parts, next)));
  }
  return record();
}

/** Bounded, because a server that is already in trouble must not be stormed. */
async function answerAll(parts: Parts, asks: readonly Ask[], turn: (ask: Ask) => number = () => 0): Promise<Read[]> {
  const answers = new Array<Answer>(asks.length);
  const waiting = [...asks.entries()].sort(([, a], [, b]) => turn(a) - turn(b));
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, ask] = next;
      answers[at] = await answer(parts, ask);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, asks.length) }, worker));
  return asks.flatMap((ask, at) => {
    const given = answers[at];
    return given === undefined ? [] : [{ ask, answer: given }];
  });
}

async function answer({ cluster, settings }: Parts, ask: Ask): Promise<Answer> {
  const clean = (object: Parameters<typeof cleanObject>[0]) => cleanObject(object, settings.ignoredAnnotations);
  try {
    switch (ask.verb) {
      case 'list':
        return { is: 'objects', objects: (await cluster.list(ask.kind, ask.namespace)).map(clean) };
      case 'get': {
        const object = await cluster.get({ kind: ask.kind, namespace: ask.namespace, name: ask.name });
        return object === undefined ? { is: 'absent' } : { is: 'object', object: clean(object) };
      }
      case 'logs': {
        const { namespace, pod, container, previous } = ask;
        const text = await cluster.logs({ namespace, pod, container, previous, lines: settings.logLines });
        return text === undefined ? { is: 'absent' } : { is: 'text', text: cleanLog(text, settings.logLines) };
      }
    }
  } catch (thrown) {
    // A pod that went away between the list and this question has no log: that is an answer.
    if (ask.verb !== 'list' && thrown instanceof Fault && thrown.word === 'NotFound') return { is: 'absent' };
    return { is: 'blind', why: blindReason(thrown) };
  }
}
