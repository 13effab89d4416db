import { beforeAll, describe, expect, inject, test } from 'vitest';
import { keys } from '../../../src/core/ledger/keys.ts';
import { create, shapes } from '../../../src/core/ledger/shapes.ts';
import { tokenOf } from './issuer.ts';
import { openMendgate } from './mendgate.ts';

const home = openMendgate(inject('deployed'));
const subject = 'sign-in-owner';
const minute = 60;
const now = Math.floor(Date.now() / 1000);
beforeAll(() => home.person(subject, 'owner'));

/** Every one is about the same person, who may do everything: only the token is wrong. */
const tokens: Record<string, () => Promise<string | undefined>> = {
  'no token': async () => undefined,
  'a forged signature, under the name of a real key': () => tokenOf(home.issuer, subject, { key: 'forged' }),
  'an expired one': () => tokenOf(home.issuer, subject, { over: { exp: now - minute } }),
  'one that is not valid yet': () => tokenOf(home.issuer, subject, { over: { nbf: now + 5 * minute } }),
  'one for another application': () => tokenOf(home.issuer, subject, { over: { aud: 'another' } }),
  'one that says it is of another issuer': () =>
    tokenOf(home.issuer, subject, { over: { iss: 'https://login.example.com' } }),
  'one without a signature': async () => {
    const [head, body] = (await tokenOf(home.issuer, subject)).split('.');
    const none = Buffer.from(
      JSON.stringify({ ...JSON.parse(String(Buffer.from(`${head}`, 'base64url'))), alg: 'none' }),
    );
    return `${none.toString('base64url')}.${body}.`;
  },
  'a token that is none': async () => 'aaa.bbb.ccc',
};

describe('who is signed in', () => {
  test('a person of ours is', async () => {
    expect((await home.ask('GET', '/api/v1/stop', { token: await tokenOf(home.issuer, subject) })).status).toBe(200);
  });

  test.each(Object.entries(tokens))('%s: 401, and nothing is changed', async (_, made) => {
    const token = await made();
    const held = token === undefined ? {} : { token };
    expect((await home.ask('GET', '/api/v1/incidents', held)).status).toBe(401);
    const stop = await home.ask('PUT', '/api/v1/stop', { ...held, body: { stopped: true } });
    expect(stop.status).toBe(401);
    const good = await tokenOf(home.issuer, subject);
    expect((await home.ask('GET', '/api/v1/stop', { token: good })).body).toMatchObject({ stopped: false });
  });

  test('a token of the issuer without a USER record: 403, and it says what to do', async () => {
    const answer = await home.ask('GET', '/api/v1/incidents', { token: await tokenOf(home.issuer, 'nobody-of-ours') });
    expect(answer).toMatchObject({ status: 403, body: { title: 'Forbidden', hint: expect.stringContaining('owner') } });
  });

  test('who was invited by mail is let in with their first token that has it verified, and nobody else', async () => {
    const email = 'guest@example.com';
    const asked = { id: 'guest', name: 'Guest', roles: ['viewer'], mail: email };
    expect(await home.invoke('add-person', asked)).toMatchObject({ failed: false, answer: { signIn: 'invited' } });
    const comes = async (who: string, over: Record<string, unknown>) =>
      home.ask('GET', '/api/v1/me', { token: await tokenOf(home.issuer, who, { over }) });
    expect((await comes('guest-1', { email })).status).toBe(403);
    expect((await comes('guest-1', { email, email_verified: false })).status).toBe(403);
    expect(await comes('guest-1', { email, email_verified: true })).toMatchObject({
      status: 200,
      body: { id: 'guest' },
    });
    expect((await comes('guest-2', { email, email_verified: true })).status).toBe(403);
    expect(await comes('guest-1', {})).toMatchObject({ status: 200, body: { id: 'guest' } });
  });

  test('an owner opens a hook and makes it a new secret: both are taken', async () => {
    const token = await tokenOf(home.issuer, subject);
    const body = { id: 'dog', source: 'alertmanager', auth: { kind: 'bearer' }, cluster: 'prod' };
    const made = await home.ask('POST', '/api/v1/hooks', { token, body });
    expect(made.status).toBe(201);
    const again = await home.ask('POST', '/api/v1/hooks/dog/secret', { token });
    expect(again.status).toBe(200);
    for (const { body } of [made, again]) {
      const { secret } = body as { secret: string };
      const taken = await home.ask('POST', '/hooks/alertmanager/dog', { token: secret, body: { alerts: [] } });
      expect(taken.status, JSON.stringify(taken.body)).toBe(202);
    }
  });

  test('what a console reads before anybody signs in', async () => {
    const signIn = { kind: 'oidc', issuer: home.issuer.url, client: home.issuer.audience };
    const { status, body } = await home.ask('GET', '/config.json');
    expect({ status, body }).toEqual({ status: 200, body: { home: 'aws', practice: false, signIn, live: '/live' } });
  });

  test('a viewer may look and may not stop everything', async () => {
    const token = await home.person('sign-in-viewer', 'viewer');
    expect((await home.ask('GET', '/api/v1/incidents', { token })).status).toBe(200);
    expect((await home.ask('PUT', '/api/v1/stop', { token, body: { stopped: true } })).status).toBe(403);
  });

  test('a person of another tenant sees nothing of ours, nor stops it', async () => {
    const [id, tenant, issuer] = ['stranger', 'other', home.issuer.url];
    const at = '2026-11-24T11:50:36.000Z';
    await home.records.write([
      create(shapes.user, keys.user(tenant, id), { id, tenant, roles: ['owner'], name: 'Stranger' }),
      create(shapes.person, keys.person(issuer, id), { issuer, subject: id, tenant, user: id, at }),
    ]);
    const token = await tokenOf(home.issuer, id);
    expect((await home.ask('GET', '/api/v1/incidents', { token })).body).toMatchObject({ items: [] });
    expect((await home.ask('PUT', '/api/v1/stop', { token, body: { stopped: true } })).status).toBe(200);
    const good = await tokenOf(home.issuer, subject);
    expect((await home.ask('GET', '/api/v1/stop', { token: good })).body).toMatchObject({ stopped: false });
  });

  test('a hook asks for its secret', async () => {
    await home.sender('sign-in');
    const ask = (token: string) => home.ask('POST', '/hooks/alertmanager/sign-in', { token, body: {} });
    expect((await ask('wrong')).status).toBe(401);
    expect((await ask(await tokenOf(home.issuer, subject))).status).toBe(401);
  });
});
