import { answers } from './answers.ts';
import { config } from './config.ts';
import { deadLetters } from './dead-letters.ts';
import { decisions } from './decisions.ts';
import { described } from './described.ts';
import { health } from './health.ts';
import { holds } from './holds.ts';
import { hooks } from './hooks.ts';
import { incidents } from './incidents.ts';
import { links } from './links.ts';
import { liveTickets } from './live-tickets.ts';
import { me } from './me.ts';
import { proposals } from './proposals.ts';
import { receiveWebhook } from './receive-webhook.ts';
import { session } from './session.ts';
import { settings } from './settings.ts';
import { stop } from './stop.ts';
import { tokens } from './tokens.ts';
import { users } from './users.ts';

/** Every group of routes. A home serves them all; a test holds them against the route table. */
export const routeGroups = [
  receiveWebhook,
  incidents,
  holds,
  decisions,
  links,
  answers,
  proposals,
  settings,
  stop,
  deadLetters,
  health,
  described,
  config,
  me,
  liveTickets,
  users,
  hooks,
  session,
  tokens,
] as const;
