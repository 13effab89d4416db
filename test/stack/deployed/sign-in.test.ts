import { beforeAll, describe, expect, test } from 'vitest';
import { keys } from '../../../src/core/ledger/keys.ts';
import { create, shapes } from '../../../src/core/ledger/shapes.ts';
import { tokenOf } from './issuer.ts';
import { openMendgate } from './mendgate.ts';

const home = openMendgate();
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

  test('a viewer may look and may not stop everything', async () => {
    const token = await home.person('sign-in-viewer', 'viewer');
    expect((await home.ask('GET', '/api/v1/incidents', { token })).status).toBe(200);
    expect((await home.ask('PUT', '/api/v1/stop', { token, body: { stopped: true } })).status).toBe(403);
  });

  test('a person of another tenant sees nothing of ours, nor stops it', async () => {
    const user = { id: 'stranger', tenant: 'other', roles: ['owner' as const], name: 'Stranger' };
    await home.records.write([create(shapes.user, keys.person(home.issuer.url, user.id), user)]);
    const token = await tokenOf(home.issuer, user.id);
    expect((await home.ask('GET', '/api/v1/incidents', { token })).body).toMatchObject({ items: [] });
    expect((await home.ask('PUT', '/api/v1/stop', { token, body: { stopped: true } })).status).toBe(200);
    const good = await tokenOf(home.issuer, subject);
    expect((await home.ask('GET', '/api/v1/stop', { token: good })).body).toMatchObject({ stopped: false });
  });

  test('a hook asks for its secret', async () => {
    await home.hook();
    const ask = (token: string) => home.ask('POST', '/hooks/alertmanager/alertmanager', { token, body: {} });
    expect((await ask('wrong')).status).toBe(401);
    expect((await ask(await tokenOf(home.issuer, subject))).status).toBe(401);
  });
});
