import { expect, test } from 'vitest';
import { quickRules } from '../process/quick-rules.ts';
import { seeded } from '../simulation/random.ts';
import { type Ending, tellStory } from './story.ts';

/** `npm run test:crash` kills 50 times, `npm test` 5; another seed with CRASH_SEED. */
const kills = Number(process.env.CRASH_KILLS ?? 5);
const seed = Number(process.env.CRASH_SEED ?? 1);
const atOnce = 5;

test(`kill -9 at ${kills} random points of the practice story: one effect, one closed incident, a whole chain`, {
  timeout: 60_000 + kills * 60_000,
}, async () => {
  const rules = quickRules();
  const undisturbed = await tellStory(rules, undefined);
  expect(undisturbed).toMatchObject({ incidents: [{ status: 'recovered' }], applied: 1, auditExit: 0 });

  // Points all over the story as long as it took undisturbed, the start of the process included.
  const random = seeded(seed);
  const points = Array.from({ length: kills }, () => random.next() * undisturbed.tookMs);
  const endings: Ending[] = [];
  const teller = async () => {
    for (let point = points.pop(); point !== undefined; point = points.pop())
      endings.push(await tellStory(rules, point));
  };
  // Most of a story is waiting: several at once, each in a directory of its own.
  await Promise.all(Array.from({ length: Math.min(kills, atOnce) }, teller));
  expect(endings).toHaveLength(kills);
  const wrong = endings.filter(
    (ending) =>
      ending.incidents.length !== 1 ||
      ending.incidents[0]?.status !== 'recovered' ||
      ending.applied !== 1 ||
      ending.auditExit !== 0,
  );
  expect(wrong).toEqual([]);
});
