import * as z from 'zod';
import { NewUser } from '../../contracts/api/users.ts';
import { addUser } from '../access/add-user.ts';
import { step } from './step.ts';

/** Lets somebody in by hand of whoever holds the deployment: the first owner comes in by nobody else. */
export const addPerson = step({
  id: 'add-person',
  name: 'Add person',
  input: z.strictObject({ tenant: z.string(), asked: NewUser }),
  async run(ports, { tenant, asked }) {
    const { id, roles, signIn, invitedUntil } = await addUser(ports, {
      tenant,
      by: { kind: 'system', id: 'add-person' },
      asked,
    });
    return { id, roles, signIn, ...(invitedUntil !== undefined && { invitedUntil }) };
  },
});
