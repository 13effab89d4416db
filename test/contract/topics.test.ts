import { describe } from 'vitest';
import { snsTopics } from '../../src/adapters/http/sns-topics.ts';
import { standInSns } from './sns/stand-in.ts';
import { topicsContract } from './topics-contract.ts';

describe('SNS over https, in both homes', () => {
  topicsContract(async () => {
    const sns = await standInSns();
    return { topics: snsTopics({ clock: { now: () => '2026-03-01T08:01:30.000Z' }, fetch: sns.fetch }), sns };
  });
});
