import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Outcome, type Story, simulate } from './simulate.ts';

const houseRules = fileURLToPath(new URL('../../layers/house-rules', import.meta.url));
const stories: Record<string, Omit<Story, 'houseRules'>> = {
  'a plan that helps': { scenario: 'practice-memory', answer: 'approved', crashes: 6 },
  'a plan that does not help': { scenario: 'practice-leak', answer: 'approved', crashes: 6 },
  'a no': { scenario: 'practice-memory', answer: 'rejected', crashes: 4 },
  'somebody else mends it while the plan waits': {
    scenario: 'practice-memory',
    answer: 'silence',
    mendedElsewhere: true,
    crashes: 4,
  },
  'nobody answers': { scenario: 'practice-memory', answer: 'silence', crashes: 4 },
  'a mail server that is often gone': { scenario: 'practice-memory', answer: 'silence', crashes: 3, mailFails: 0.5 },
};
/** 100 seeds over the five stories; more with SEEDS=n. The two in which something is written get the most. */
const seedsOf = (name: string): number =>
  Math.ceil(Number(process.env.SEEDS ?? 100) * (name.startsWith('a plan') ? 0.3 : 0.14));

describe('one alarm, every order of events, power cuts between any two writes', () => {
  for (const [name, story] of Object.entries(stories))
    test(`${name}: ${seedsOf(name)} seeds`, { timeout: 120_000 }, async () => {
      const outcomes: Outcome[] = [];
      for (let seed = 1; seed <= seedsOf(name); seed++) outcomes.push(await simulate(seed, { ...story, houseRules }));
      expect(outcomes.filter((outcome) => outcome.broken.length > 0)).toEqual([]);
      // Seeds that never lost power would prove nothing about crashes.
      expect(outcomes.reduce((sum, outcome) => sum + outcome.crashes, 0)).toBeGreaterThan(outcomes.length);
    });

  test('the same seed is the same run', async () => {
    const story: Story = { scenario: 'practice-memory', answer: 'approved', crashes: 6, houseRules };
    expect(await simulate(4, story)).toEqual(await simulate(4, story));
  });
});
