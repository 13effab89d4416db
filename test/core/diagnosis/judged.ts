import type { WorldRecord } from '../../../src/contracts/world.ts';
import type { Analyzer, Verdict } from '../../../src/core/diagnosis/analyzer.ts';
import { openWorld } from '../../../src/core/diagnosis/world.ts';
import { deployment, type Rev, template } from './objects.ts';

/** The verdict on the workload called `cart`, or on the only one there is. */
export function judged(analyzer: Analyzer, record: WorldRecord, kind = 'Deployment'): Verdict {
  const world = openWorld(record);
  for (const read of record.reads) {
    if (read.ask.verb !== 'list' || read.ask.kind !== kind || read.answer.is !== 'objects') continue;
    const candidate = read.answer.objects.find((each) => each.metadata.name === 'cart') ?? read.answer.objects[0];
    if (candidate !== undefined) return analyzer.judge(world, candidate);
  }
  throw new Error(`no ${kind} to judge`);
}

export const facts = (verdict: Verdict) => (verdict.is === 'finding' ? verdict.judgement.facts : verdict.is);
export const says = (verdict: Verdict): string =>
  verdict.is === 'finding' ? verdict.judgement.evidence.map((each) => each.says).join('\n') : '';

/** cart with a first revision that runs and a second with these containers. */
export const second = (
  containers: Record<string, unknown>[],
  more: Partial<Rev> = {},
  deploy: Record<string, unknown> = {},
) =>
  deployment(
    'cart',
    [
      { number: 1, template: template('cart'), available: 2, ...more },
      { number: 2, template: template('cart', containers), age: 600 },
    ],
    deploy,
  );
