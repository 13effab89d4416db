import { snsTopics } from '../../adapters/http/sns-topics.ts';
import type { Topics } from '../../core/ports.ts';
import { clock } from './clock.ts';

/** One for all invocations of a function: what it has fetched is kept. */
export const topics = (): Topics => snsTopics({ clock: clock() });
