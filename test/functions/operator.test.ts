import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { partitionOf, prefixes, tenantLog } from '../../src/core/ledger/keys.ts';
import { loadAll } from '../../src/core/ledger/load.ts';
import { shapes } from '../../src/core/ledger/shapes.ts';
import { me } from '../../src/core/routes/me.ts';
import { receiveWebhook } from '../../src/core/routes/receive-webhook.ts';
import { addHook } from '../../src/core/steps/add-hook.ts';
import { addPerson } from '../../src/core/steps/add-person.ts';
import { operatorHandler } from '../../src/runtime/aws/operator-handler.ts';
import { routeHandler } from '../../src/runtime/aws/route-handler.ts';
import { dynoxideMissing } from '../contract/records-dynoxide.ts';
import { type AwsHome, awsHome, eventBytes, issuer, tenant } from './aws-home.ts';
import { httpEvent } from './events.ts';

const variables = { MENDGATE_TENANT: tenant };

describe.skipIf(dynoxideMissing !== undefined)(
  dynoxideMissing ?? 'what whoever holds the account invokes by name',
  () => {
    let home: AwsHome;
    const lines: string[] = [];
    beforeAll(async () => {
      home = await awsHome();
    });
    afterAll(() => home.close());
    beforeEach(() => {
      vi.spyOn(console, 'error').mockImplementation((line) => void lines.push(String(line)));
    });
    const person = (payload: unknown) => operatorHandler(addPerson, home.opens, variables)(payload);
    const hook = (payload: unknown) => operatorHandler(addHook, home.opens, variables)(payload);
    const log = async () =>
      (await loadAll(home.records, shapes.log, partitionOf(tenant, tenantLog), prefixes.log)).map(({ value }) => value);

    test('the first owner is invited, and is the owner with their first sign-in', async () => {
      const answer = await person({ id: 'ada', name: 'Ada', mail: 'ada@example.com', roles: ['owner'] });
      expect(answer).toEqual({ id: 'ada', roles: ['owner'], signIn: 'invited', invitedUntil: expect.any(String) });
      const claims = { iss: issuer, sub: '5f0a', email: 'ada@example.com', email_verified: 'true' };
      const event = httpEvent({ routeKey: 'GET /api/v1/me', claims });
      expect(JSON.parse((await routeHandler(me, home.opens)(event)).body)).toMatchObject({
        id: 'ada',
        roles: ['owner'],
      });
      expect((await log())[0]).toMatchObject({
        event: 'user_added',
        about: 'ada',
        actor: { kind: 'system', id: 'add-person' },
      });
    });

    test('the first hook takes alarms by the headers of the answer', async () => {
      const asked = { id: 'am', source: 'alertmanager', auth: { kind: 'bearer' }, cluster: 'production' };
      const { path, headers, secret } = (await hook(asked)) as {
        path: string;
        headers: Record<string, string>;
        secret: string;
      };
      expect(path).toBe('/hooks/alertmanager/am');
      const event = httpEvent({
        routeKey: 'POST /hooks/{source}/{hook}',
        params: { source: 'alertmanager', hook: 'am' },
        headers: { ...headers, 'content-type': 'application/json' },
        body: eventBytes('alertmanager/minimal.json'),
      });
      expect((await routeHandler(receiveWebhook, home.opens)(event)).statusCode).toBe(202);
      expect(JSON.stringify(await log())).not.toContain(secret);
      expect(lines.join()).not.toContain(secret);
      await expect(hook(asked)).rejects.toMatchObject({ name: 'Conflict' });
      expect(lines.join()).toContain('add-hook');
    });

    test.each<[string, unknown, string, RegExp]>([
      ['nothing', undefined, 'Malformed', /^id: /],
      ['text', '{"id":"ada"}', 'Malformed', /expected object/],
      [
        'an id that is none',
        { id: 'Ada!', name: 'A', roles: ['owner'], subject: 's' },
        'Malformed',
        /^id: .*Correct the payload/,
      ],
      ['another tenant', { id: 'a', name: 'A', roles: ['owner'], subject: 's', tenant: 'x' }, 'Malformed', /tenant/],
      ['neither subject nor mail', { id: 'a', name: 'A', roles: ['owner'] }, 'Malformed', /neither.*Name the subject/],
      [
        'an id that is taken',
        { id: 'ada', name: 'A', roles: ['owner'], subject: 's' },
        'Conflict',
        /ada already.*Choose/,
      ],
    ])('%s: its message says what to do, and nothing is kept', async (_, payload, name, says) => {
      const before = (await log()).length;
      await expect(person(payload)).rejects.toMatchObject({ name, message: expect.stringMatching(says) });
      expect((await log()).length).toBe(before);
    });

    test('a deployment that was told too little says so', async () => {
      const forgotten = operatorHandler(addPerson, home.opens, {});
      await expect(forgotten({})).rejects.toMatchObject({
        name: 'Impossible',
        message: expect.stringContaining('MENDGATE_TENANT'),
      });
    });
  },
);
