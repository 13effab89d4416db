import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ShownUser } from '../../src/contracts/api/users.ts';
import { Problem } from '../../src/contracts/fault.ts';
import type { LogEntry } from '../../src/contracts/log.ts';
import { bindInvited } from '../../src/core/access/bind-invited.ts';
import { keys, partitionOf, prefixes, tenantLog } from '../../src/core/ledger/keys.ts';
import { loadAll } from '../../src/core/ledger/load.ts';
import { shapes } from '../../src/core/ledger/shapes.ts';
import type { Records } from '../../src/core/ports.ts';
import { me } from '../../src/core/routes/me.ts';
import { users } from '../../src/core/routes/users.ts';
import type { HttpAnswer } from '../../src/runtime/aws/http-event.ts';
import { routeHandler } from '../../src/runtime/aws/route-handler.ts';
import { dynoxideMissing } from '../contract/records-dynoxide.ts';
import { type AwsHome, awsHome, issuer, tenant } from './aws-home.ts';
import { httpEvent } from './events.ts';

type Claims = Record<string, string>;
/** As a gateway hands on what it has verified: every claim is text. */
const claimsOf = (sub: string, more: Claims = {}): Claims => ({
  iss: issuer,
  sub,
  aud: 'console',
  token_use: 'id',
  ...more,
});
const verified = (email: string): Claims => ({ email, email_verified: 'true' });
const boss = claimsOf('boss');
const bodyOf = (answer: HttpAnswer) => JSON.parse(answer.body) as Record<string, unknown>;
const problemIn = (answer: HttpAnswer) => Problem.parse(JSON.parse(answer.body));

describe.skipIf(dynoxideMissing !== undefined)(dynoxideMissing ?? 'people of an issuer', () => {
  let home: AwsHome;
  let serial = 0;
  beforeAll(async () => {
    home = await awsHome();
    await home.admit('boss', 'owner');
  });
  afterAll(() => home.close());

  const ask = (claims: Claims, routeKey: string, more: { body?: object; params?: Claims; headers?: Claims } = {}) =>
    routeHandler(
      users,
      home.opens,
    )(
      httpEvent({
        routeKey,
        claims,
        ...(more.params && { params: more.params }),
        headers: { 'content-type': 'application/json', ...more.headers },
        ...(more.body && { body: JSON.stringify(more.body) }),
      }),
    );
  const add = (body: object) => ask(boss, 'POST /api/v1/users', { body });
  const get = async (id: string) =>
    bodyOf(await ask(boss, 'GET /api/v1/users/{user}', { params: { user: id } })) as unknown as ShownUser;
  const change = async (id: string, body: object) => {
    const { version } = await get(id);
    return ask(boss, 'PUT /api/v1/users/{user}', {
      params: { user: id },
      body,
      headers: { 'If-Match': `"${version}"` },
    });
  };
  const comes = (claims: Claims) => routeHandler(me, home.opens)(httpEvent({ routeKey: 'GET /api/v1/me', claims }));
  /** Somebody new, with an address nobody else has. */
  const invited = async (roles: string[] = ['viewer']) => {
    const id = `guest-${++serial}`;
    const mail = `${id}@example.com`;
    const answer = await add({ id, name: id, mail, roles });
    expect(answer.statusCode).toBe(201);
    expect(bodyOf(answer), 'no link: they sign in at the issuer').toEqual({
      user: expect.objectContaining({ id, signIn: 'invited', invitedUntil: expect.any(String) }),
    });
    return { id, mail };
  };
  const log = async (about: string): Promise<LogEntry[]> =>
    (await loadAll(home.records, shapes.log, partitionOf(tenant, tenantLog), prefixes.log))
      .map(({ value }) => value)
      .filter((entry) => entry.about === about);
  /** As a token says that somebody has just signed in: whole seconds, so a little ahead. */
  const inAMinute = () => String(Math.ceil(Date.now() / 1000) + 60);
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

  describe('an invitation', () => {
    test('is taken by the first who comes with that mail verified, and only by them', async () => {
      const { id, mail } = await invited(['approver']);
      const first = claimsOf(`sub-of-${id}`, verified(mail));
      expect(bodyOf(await comes(first))).toMatchObject({ id, roles: ['approver'], tenant, mail });
      expect(await get(id)).toMatchObject({ signIn: 'bound', person: { issuer, subject: `sub-of-${id}` } });
      expect(await get(id)).not.toHaveProperty('invitedUntil');
      expect((await log(id)).map(({ event, actor }) => [event, actor.id])).toEqual([
        ['user_added', 'boss'],
        ['user_bound', id],
      ]);
      // From now on they are known by their subject, with or without a mail in the token.
      expect((await comes(claimsOf(`sub-of-${id}`))).statusCode).toBe(200);
      expect((await comes(claimsOf(`sub-of-${id}`, verified('other@example.com')))).statusCode).toBe(200);
      // Whoever gets the address next is not them.
      expect((await comes(claimsOf('the-next-one', verified(mail)))).statusCode).toBe(403);
      expect((await log(id)).length).toBe(2);
    });

    test('is taken whatever the case of the address', async () => {
      const { id, mail } = await invited();
      expect(bodyOf(await comes(claimsOf(`sub-of-${id}`, verified(mail.toUpperCase()))))).toMatchObject({ id });
    });

    test.each<[string, (mail: string) => Claims]>([
      ['not verified', (email) => ({ email, email_verified: 'false' })],
      ['verified, as nobody says it', (email) => ({ email, email_verified: 'yes' })],
      ['without a word about verification', (email) => ({ email })],
      ['none', () => ({ email_verified: 'true' })],
      ['another one', (email) => verified(`x${email}`)],
      ['a look-alike', (email) => verified(email.replace('k', '\u212a').replace('e', '\u0435'))],
      ['two at once', (email) => verified(`${email},eve@example.com`)],
      ['with a space', (email) => verified(` ${email}`)],
      ['with a tag', (email) => verified(email.replace('@', '+x@'))],
      ['in another claim', (email) => ({ preferred_username: email, upn: email, email_verified: 'true' })],
      ['of the name of the user', () => verified('guest')],
    ])('a mail that is %s takes none', async (_, more) => {
      const { id, mail } = await invited();
      const answer = await comes(claimsOf(`stranger-to-${id}`, more(mail)));
      expect(answer.statusCode).toBe(403);
      expect(problemIn(answer).hint).toMatch(/owner/);
      expect(await get(id)).toMatchObject({ signIn: 'invited' });
      expect((await log(id)).map(({ event }) => event)).toEqual(['user_added']);
    });

    test('of many who come at once with that mail, one is let in', async () => {
      const { id, mail } = await invited();
      const answers = await Promise.all([1, 2, 3, 4].map((n) => comes(claimsOf(`${id}-${n}`, verified(mail)))));
      expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 403, 403, 403]);
      expect((await log(id)).filter(({ event }) => event === 'user_bound')).toHaveLength(1);
    });

    test('of one person who comes twice at once, both requests are theirs', async () => {
      const { id, mail } = await invited();
      const claims = claimsOf(`sub-of-${id}`, verified(mail));
      const answers = await Promise.all([comes(claims), comes(claims), comes(claims)]);
      expect(answers.map((answer) => bodyOf(answer).id)).toEqual([id, id, id]);
      expect((await log(id)).filter(({ event }) => event === 'user_bound')).toHaveLength(1);
    });

    test('taken by their own request a moment before: the other is theirs as well', async () => {
      const { id, mail } = await invited();
      const subject = `sub-of-${id}`;
      expect((await comes(claimsOf(subject, verified(mail)))).statusCode).toBe(200);
      // As the second of two that came at once finds it: nobody was known when it looked, and the invitation is gone.
      const again = await bindInvited(home.records, { issuer, subject, claims: verified(mail) }, inDays(0));
      expect(again?.id).toBe(id);
      const stranger = { issuer, subject: `not-${subject}`, claims: verified(mail) };
      expect(await bindInvited(home.records, stranger, inDays(0))).toBeUndefined();
    });

    test('taken by their own request between any two reads of the other: both are theirs', async () => {
      for (const pause of [1, 2, 3, 4, 5]) {
        const { id, mail } = await invited();
        const who = { issuer, subject: `sub-of-${id}`, claims: verified(mail) };
        let reads = 0;
        const records: Records = {
          ...home.records,
          async get(key) {
            reads += 1;
            if (reads === pause) expect((await bindInvited(home.records, who, inDays(0)))?.id).toBe(id);
            return home.records.get(key);
          },
        };
        expect((await bindInvited(records, who, inDays(0)))?.id, `before read ${pause}`).toBe(id);
        expect(reads, 'it was done in between').toBeGreaterThanOrEqual(pause);
        expect((await log(id)).filter(({ event }) => event === 'user_bound')).toHaveLength(1);
      }
    });

    test('expires, and begins anew when the address is named again', async () => {
      const { id, mail } = await invited();
      const { invitedUntil = '' } = await get(id);
      expect(Math.round((Date.parse(invitedUntil) - Date.now()) / 86_400_000)).toBe(7);
      const late = { issuer, subject: `late-${id}`, claims: verified(mail) };
      expect(await bindInvited(home.records, late, invitedUntil)).toBeUndefined();
      expect(await bindInvited(home.records, late, inDays(30))).toBeUndefined();
      expect((await change(id, { mail })).statusCode).toBe(200);
      expect((await get(id)).invitedUntil ?? '').not.toBe(invitedUntil);
      expect((await comes(claimsOf(`late-${id}`, verified(mail)))).statusCode).toBe(200);
    });

    test('moves with the address, and the old one opens nothing', async () => {
      const { id, mail } = await invited();
      await change(id, { mail: `moved-${mail}` });
      expect((await comes(claimsOf(`a-${id}`, verified(mail)))).statusCode).toBe(403);
      expect(bodyOf(await comes(claimsOf(`b-${id}`, verified(`moved-${mail}`))))).toMatchObject({ id });
    });

    test.each([{ mail: null }, { roles: [] }])('is taken back by %j', async (edit) => {
      const { id, mail } = await invited();
      expect((await change(id, edit)).statusCode).toBe(200);
      expect((await comes(claimsOf(`a-${id}`, verified(mail)))).statusCode).toBe(403);
      expect(await home.records.get(keys.invitation(mail))).toBeUndefined();
    });

    test('stays as it is when something else is changed', async () => {
      const { id, mail } = await invited();
      const { invitedUntil } = await get(id);
      await change(id, { name: 'Another' });
      expect((await get(id)).invitedUntil).toBe(invitedUntil);
      expect((await comes(claimsOf(`a-${id}`, verified(mail)))).statusCode).toBe(200);
    });

    test('one address is one person, until their invitation is over', async () => {
      const { mail } = await invited();
      const other = { id: `other-${serial}`, name: 'Other', roles: ['viewer'], mail };
      const refused = await add(other);
      expect(refused.statusCode).toBe(409);
      expect(problemIn(refused).detail).toMatch(/invited already/);
    });

    test('one whose role is lost again before they come is none', async () => {
      const { id, mail } = await invited(['owner']);
      await change(id, { roles: [] });
      await change(id, { roles: ['viewer'] });
      expect(bodyOf(await comes(claimsOf(`a-${id}`, { ...verified(mail), auth_time: inAMinute() })))).toMatchObject({
        id,
        roles: ['viewer'],
      });
    });
  });

  describe('a subject', () => {
    test('is known at once, and is never anybody else', async () => {
      const body = { id: 'sue', name: 'Sue', roles: ['approver'], subject: 'sub-of-sue', mail: 'sue@example.com' };
      expect(bodyOf(await add(body))).toEqual({ user: expect.objectContaining({ id: 'sue', signIn: 'bound' }) });
      expect(bodyOf(await comes(claimsOf('sub-of-sue')))).toMatchObject({ id: 'sue' });
      const again = await add({ ...body, id: 'sue-too' });
      expect(again.statusCode).toBe(409);
      expect(problemIn(again).detail).not.toContain('sue');
      // Their mail is where letters go, and no way in.
      expect((await comes(claimsOf('mallory', verified('sue@example.com')))).statusCode).toBe(403);
      await change('sue', { mail: 'sue@example.org' });
      expect((await comes(claimsOf('mallory', verified('sue@example.org')))).statusCode).toBe(403);
    });

    test('who is bound is not bound again by an invitation of somebody else', async () => {
      const { mail } = await invited(['owner']);
      expect(bodyOf(await comes({ ...boss, ...verified(mail) }))).toMatchObject({ id: 'boss' });
      expect(await get(`guest-${serial}`)).toMatchObject({ signIn: 'invited' });
    });

    test.each<[string, object, RegExp]>([
      ['of another issuer', { subject: 's', issuer: 'https://login.example.org/pool' }, /^issuer: /],
      ['and no mail either', {}, /neither subject nor mail/],
    ])('one %s could never come in', async (_, more, says) => {
      const answer = await add({ id: 'nemo', name: 'Nemo', roles: ['viewer'], ...more });
      expect(answer.statusCode).toBe(400);
      expect(problemIn(answer).detail).toMatch(says);
    });
  });

  describe('owners', () => {
    test('one who is only invited keeps nobody from being the last', async () => {
      await invited(['owner']);
      const refused = await change('boss', { roles: ['viewer'] });
      expect(refused.statusCode).toBe(422);
      expect(problemIn(refused).detail).toMatch(/last owner/);
    });

    test('with a second one who came, the first may go, and is nobody with the next request', async () => {
      const other = await awsHome();
      const claims = claimsOf('one');
      await other.admit('one', 'owner');
      const asked = (routeKey: string, who: Claims, more: object) =>
        routeHandler(
          users,
          other.opens,
        )(
          httpEvent({
            routeKey,
            claims: who,
            headers: { 'content-type': 'application/json', 'if-match': '"1"' },
            ...more,
          }),
        );
      const body = JSON.stringify({ id: 'two', name: 'Two', roles: ['owner'], mail: 'two@example.com' });
      expect((await asked('POST /api/v1/users', claims, { body })).statusCode).toBe(201);
      const two = claimsOf('two', verified('two@example.com'));
      expect((await asked('GET /api/v1/users', two, {})).statusCode).toBe(200);
      const out = { params: { user: 'one' }, body: '{"roles":[]}' };
      expect((await asked('PUT /api/v1/users/{user}', two, out)).statusCode).toBe(200);
      expect((await asked('GET /api/v1/users', claims, {})).statusCode).toBe(403);
      await other.close();
    });
  });

  describe('a token of the issuer that somebody signed in for before everything of theirs was ended', () => {
    const seconds = (millis: number) => String(Math.floor(millis / 1000));
    const bound = async () => {
      const { id, mail } = await invited(['approver']);
      const claims = (more: Claims) => claimsOf(`sub-of-${id}`, { ...verified(mail), ...more });
      expect((await comes(claims({ auth_time: seconds(Date.now()) }))).statusCode).toBe(200);
      return { id, claims };
    };
    const before = seconds(Date.now() - 3600_000);
    const since = seconds(Date.now() + 3600_000);

    test.for([
      ['signed out', [{ signOut: true }]],
      ['removed and back', [{ roles: [] }, { roles: ['approver'] }]],
    ] as const)('%s: they sign in again', async ([, edits]) => {
      const { id, claims } = await bound();
      for (const edit of edits) expect((await change(id, edit)).statusCode).toBe(200);
      for (const stale of [
        { auth_time: before },
        // Renewed since, by whoever holds the browser: nobody signed in for it.
        { auth_time: before, iat: since },
        { iat: before },
        { auth_time: 'soon' },
        {},
      ]) {
        const answer = await comes(claims(stale));
        expect(answer.statusCode, JSON.stringify(stale)).toBe(401);
        expect(problemIn(answer).hint).toBe('Sign in again.');
      }
      expect((await comes(claims({ auth_time: since }))).statusCode).toBe(200);
      expect((await comes(claims({ iat: since }))).statusCode).toBe(200);
    });
  });

  test('there are no sign-in links, tokens or sessions here', async () => {
    const answer = await ask(boss, 'POST /api/v1/users/{user}/sign-in-link', { params: { user: 'boss' } });
    expect(answer.statusCode).toBe(404);
  });
});
