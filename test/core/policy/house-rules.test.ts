import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Severity } from '../../../src/contracts/alert.ts';
import { Risk } from '../../../src/contracts/plan.ts';
import { Policy } from '../../../src/contracts/policy.ts';
import { readQuantity } from '../../../src/contracts/quantity.ts';
import { settingDocuments } from '../../../src/contracts/settings.ts';
import { decidePolicy, type PolicyFacts } from '../../../src/core/policy/decide.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../layers/house-rules/${name}.json`, import.meta.url), 'utf8'));

describe('house rules', () => {
  test.each(['policy', 'guardrails', 'recovery', 'workflow'] as const)('%s parses against its contract', (name) => {
    expect(settingDocuments[name].parse(read(name))).toEqual(read(name));
  });

  test('a field the contract does not know is refused', () => {
    expect(settingDocuments.guardrails.safeParse({ ...(read('guardrails') as object), extra: 1 }).success).toBe(false);
  });

  test('guardrails name a limit that can be read', () => {
    expect(readQuantity(settingDocuments.guardrails.parse(read('guardrails')).memoryLimitAtMost)).toBeDefined();
  });

  test('as shipped nothing at all goes without a person', () => {
    const policy = Policy.parse(read('policy'));
    const verdicts = new Set<string>();
    for (const severity of Severity.options)
      for (const risk of Risk.options)
        for (const confidence of [0, 0.79, 0.8, 1])
          for (const workloads of [0, 1, 2])
            for (const practice of [true, false])
              for (const wayBack of [true, false]) {
                const facts: PolicyFacts = {
                  severity,
                  risk,
                  confidence,
                  workloads,
                  practice,
                  wayBack,
                  action: 'workload.set-resources',
                  cause: 'pod.memory-limit-exceeded',
                  namespace: 'shop',
                  rehearsed: true,
                };
                const decision = decidePolicy(policy, facts, { document: 'policy', version: 0, sha256: '' });
                verdicts.add(decision.verdict);
                // Every band that ships asks for a way back.
                expect(decision.verdict).toBe(wayBack ? 'hold' : 'refuse');
              }
    expect([...verdicts].sort()).toEqual(['hold', 'refuse']);
  });
});
