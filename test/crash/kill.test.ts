import { expect, test } from 'vitest';
import { quickRules } from '../process/quick-rules.ts';
import { seeded } from '../simulation/random.ts';
import { type Ending, tellStory } from './story.ts';

/** `npm run test:crash` kills 50 times, `npm test` 5; another seed with CRASH_SEED. */
const kills = Number(process.env.CRASH_KILLS ?? 5);
const seed = Number(process.env.CRASH_SEED ?? 1);

test(`kill -9 at ${kills} random points of the practice story: one effect, one closed incident, a whole chain`, {
  timeout: 60_000 + kills * 60_000,
}, async () => {
  const rules = quickRules();
  const undisturbed = await tellStory(rules, undefined);
  expect(undisturbed).toMatchObject({ incidents: [{ status: 'recovered' }], applied: 1, auditExit: 0 });

  const random = seeded(seed);
  const endings: Ending[] = [];
  // Points all over the story as long as it took undisturbed, the start of the process included.
  for (let kill = 0; kill < kills; kill++) endings.push(await tellStory(rules, random.next() * undisturbed.tookMs));
  const wrong = endings.filter(
    (ending) =>
      ending.incidents.length !== 1 ||
      ending.incidents[0]?.status !== 'recovered' ||
      ending.applied !== 1 ||
      ending.auditExit !== 0,
  );
  expect(wrong).toEqual([]);
});
