import * as z from 'zod';
import { Source } from '../alert.ts';
import { Hook } from '../hook.ts';
import { SettingName } from '../settings.ts';

const id = z.string().min(1);

/** What stands between the slashes of an address, by its name in the table of routes. */
export const parameters: Readonly<Record<string, { readonly schema: z.ZodType; readonly says: string }>> = {
  source: { schema: Source, says: 'Who sends the alarm' },
  hook: { schema: Hook.shape.id, says: 'The id of a hook' },
  incident: { schema: id, says: 'The id of an incident' },
  alert: { schema: id, says: 'The id of an alarm in its incident' },
  hold: { schema: id, says: 'The name of a hold: INCIDENT.HOLD' },
  proposal: { schema: id, says: 'The name of a proposal: INCIDENT.PROPOSAL' },
  name: { schema: SettingName, says: 'The name of a setting' },
  letter: { schema: id, says: 'The id of a dead letter' },
  user: { schema: id, says: 'The id of a user' },
  token: { schema: id, says: 'The id of a token or session, as the list names it' },
};
