import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { OpenedLink } from '../../src/contracts/api/links.ts';
import { Fault } from '../../src/contracts/fault.ts';
import type { Hold } from '../../src/contracts/remediation.ts';
import { holdName } from '../../src/core/incident/find-hold.ts';
import { askIdOf } from '../../src/core/incident/hold-ids.ts';
import { keys } from '../../src/core/ledger/keys.ts';
import { decisions } from '../../src/core/routes/decisions.ts';
import { links } from '../../src/core/routes/links.ts';
import { environmentOf } from '../../src/runtime/aws/environment.ts';
import { mail } from '../../src/runtime/aws/mail-on-demand.ts';
import { routeHandler } from '../../src/runtime/aws/route-handler.ts';
import { streamHandler } from '../../src/runtime/aws/stream-handler.ts';
import { aHold } from '../contract/decisions-contract.ts';
import { letterTo } from '../contract/mail-contract.ts';
import { dynoxideMissing } from '../contract/records-dynoxide.ts';
import { type AwsHome, awsHome, issuer, tenant } from './aws-home.ts';
import { httpEvent, streamEvent } from './events.ts';

const sealer = () => ({ seal: async (plain: string) => plain, open: async (sealed: string) => sealed });
const inTime = () => ({ now: () => '2026-03-01T08:30:00.000Z' });
const json = { 'content-type': 'application/json' };

describe.skipIf(dynoxideMissing !== undefined)(dynoxideMissing ?? 'letters in AWS', () => {
  let home: AwsHome;
  let hold: Hold;
  beforeAll(async () => {
    home = await awsHome();
    for (const [who, role] of [
      ['ada', 'approver'],
      ['bob', 'owner'],
      ['vera', 'viewer'],
    ] as const)
      await home.admit(who, role);
    hold = await aHold(home.records, 1);
  });
  afterAll(() => home.close());

  const deliver = async (more = {}) => {
    const image = await home.image(keys.outbox(tenant, hold.incident, askIdOf(hold.id)));
    const handler = streamHandler({ ...home.opens, clock: inTime, sealer, ...more });
    return handler(streamEvent({ eventName: 'INSERT', image }));
  };
  const linkOf = (who: string): string => {
    const letter = home.letters.find(({ to }) => to === `${who}@example.com`);
    return /https:\/\/mendgate\.example\.com\/decide#(\S+)/.exec(letter?.text ?? '')?.[1] ?? '';
  };
  const open = (link: string) =>
    routeHandler(links, { ...home.opens, clock: inTime })(
      httpEvent({ routeKey: 'POST /api/v1/links/open', headers: json, body: JSON.stringify({ link }) }),
    );

  test('while mail is down the row is named once, and then waits its time', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const down = async (): Promise<never> => Promise.reject(new Fault('Unavailable', 'no SES', 'Wait.'));
    const failed = await deliver({ mail: () => ({ send: down }) });
    expect(failed.batchItemFailures).toHaveLength(1);
    // Lambda hands it in again at once: nothing fails, and no letter is tried.
    expect(await deliver()).toEqual({ batchItemFailures: [] });
    log.mockRestore();
    expect(home.letters).toEqual([]);
  });

  test('then everybody who may decide is written to, found where the users of this home stand', async () => {
    const later = () => ({ now: () => '2026-03-01T08:32:00.000Z' });
    expect(await deliver({ clock: later })).toEqual({ batchItemFailures: [] });
    expect(home.letters.map(({ to }) => to)).toEqual(['ada@example.com', 'bob@example.com']);
  });

  test('a link opens without any token of the gateway, and a forged one is 401', async () => {
    const answer = await open(linkOf('ada'));
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'cache-control': 'no-store' } });
    expect(OpenedLink.parse(JSON.parse(answer.body))).toMatchObject({ sentTo: { id: 'ada' }, open: true });
    expect((await open(`${linkOf('ada').slice(0, -1)}~`)).statusCode).toBe(401);
    expect((await open('x'.repeat(5_000))).statusCode).toBe(413);
  });

  test('it decides for whoever the gateway verified, if they are its owner', async () => {
    const decide = (who: string, link: string) =>
      routeHandler(decisions, { ...home.opens, clock: inTime })(
        httpEvent({
          routeKey: 'POST /api/v1/holds/{hold}/decision',
          params: { hold: holdName(hold) },
          headers: json,
          claims: { iss: issuer, sub: who },
          body: JSON.stringify({ verdict: 'approved', planHash: hold.planHash, link }),
        }),
      );
    expect((await decide('bob', linkOf('ada'))).statusCode).toBe(403);
    expect((await decide('vera', linkOf('ada'))).statusCode).toBe(403);
    const answer = await decide('ada', linkOf('ada'));
    expect({ status: answer.statusCode, body: JSON.parse(answer.body) }).toMatchObject({
      status: 200,
      body: { status: 'approved', by: 'ada' },
    });
    expect((await decide('ada', linkOf('ada'))).statusCode).toBe(409);
  });

  test('and whoever was asked as well is told', async () => {
    const before = home.letters.length;
    expect(await deliver()).toEqual({ batchItemFailures: [] });
    expect(home.letters.slice(before).map(({ to, text }) => [to, text.includes('ada approved it')])).toEqual([
      ['bob@example.com', true],
    ]);
  });
});

test('a deployment that names no sender sends nothing, and is told no less', async () => {
  expect(await mail(environmentOf({})).send(letterTo('ada@example.com'))).toBe('off');
  await expect(mail(environmentOf({ MAIL_FROM: 'nobody' })).send(letterTo('ada@example.com'))).rejects.toMatchObject({
    word: 'Impossible',
    message: expect.stringContaining('MAIL_FROM'),
  });
});
