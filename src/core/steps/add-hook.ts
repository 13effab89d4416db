import * as z from 'zod';
import { NewHook } from '../../contracts/api/hooks.ts';
import { addHook as openHook } from '../access/add-hook.ts';
import { step } from './step.ts';

/** Opens an address for a sender by hand of whoever holds the deployment. The answer shows its secret, this once. */
export const addHook = step({
  id: 'add-hook',
  name: 'Add hook',
  input: z.strictObject({ tenant: z.string(), asked: NewHook }),
  async run(ports, { tenant, asked }) {
    const { hook, secret, headers } = await openHook(ports, { tenant, by: { kind: 'system', id: 'add-hook' }, asked });
    return { path: hook.path, headers, ...(secret !== undefined && { secret }) };
  },
});
