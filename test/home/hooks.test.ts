import { describe, expect, test } from 'vitest';
import type { HookSecret } from '../../src/contracts/api/hooks.ts';
import { Fault } from '../../src/contracts/fault.ts';
import { keys, tenantLog } from '../../src/core/ledger/keys.ts';
import { create, shapes } from '../../src/core/ledger/shapes.ts';
import { expectProblem, type ServedHome, servedHome } from './http.ts';

const dog = { id: 'dog', source: 'alertmanager', auth: { kind: 'header', header: 'x-dog' }, cluster: 'practice' };
const add = (home: ServedHome, body: object = dog) => home.send('POST', '/api/v1/hooks', { as: 'owner', body });
const rotate = (home: ServedHome, id = 'dog') => home.send('POST', `/api/v1/hooks/${id}/secret`, { as: 'owner' });
const secretIn = ({ body }: { body: unknown }) => body as HookSecret;
const deliver = async (home: ServedHome, headers: Record<string, string>) =>
  (await home.send('POST', '/hooks/alertmanager/dog', { body: home.alarm(), headers })).status;

describe('an address for a sender', () => {
  test.each([
    [{ kind: 'bearer' }, 'authorization', /^Bearer [\w-]{43}$/],
    [{ kind: 'basic', user: 'am' }, 'authorization', /^Basic /],
    [{ kind: 'header', header: 'x-dog' }, 'x-dog', /^[\w-]{43}$/],
  ] as const)('%j: what the answer says to send is what is taken', async (auth, header, form) => {
    const home = await servedHome();
    const answer = await add(home, { ...dog, auth });
    expect(answer.status).toBe(201);
    const { hook, headers, secret } = secretIn(answer);
    expect(hook).toEqual({ ...dog, auth, tenant: 'default', path: '/hooks/alertmanager/dog' });
    expect(headers[header]).toMatch(form);
    expect(await deliver(home, headers)).toBe(202);
    expect(await deliver(home, { ...headers, [header]: `${headers[header]}x` })).toBe(401);
    expect(await deliver(home, {})).toBe(401);

    // Shown once: no list, no log, and no second answer holds it.
    const list = await home.send('GET', '/api/v1/hooks', { as: 'owner' });
    expect(list.body.items).toContainEqual(hook);
    for (const text of [list.bytes.toString(), JSON.stringify(await home.log(tenantLog))]) {
      expect(text).toContain('dog');
      expect(text).not.toContain(secret);
    }
    expectProblem(await add(home, { ...dog, auth }), 409, 'Conflict');
    expect(await deliver(home, headers), 'whoever asked for a taken id turned nobody’s key').toBe(202);
  });

  test('a topic of SNS is for CloudWatch alone: a hook that could never read its alarms is not made', async () => {
    const home = await servedHome();
    const auth = { kind: 'sns', topics: ['arn:aws:sns:eu-west-1:123456789012:alarms'] };
    expect(expectProblem(await add(home, { ...dog, auth }), 400, 'Malformed').detail).toMatch(/only CloudWatch/);
    expect((await add(home, { ...dog, source: 'cloudwatch', auth })).status).toBe(201);
  });

  test('a new secret is taken at once, the one before it until the next', async () => {
    const home = await servedHome();
    const first = secretIn(await add(home)).headers;
    const second = secretIn(await rotate(home)).headers;
    expect(await Promise.all([deliver(home, first), deliver(home, second)])).toEqual([202, 202]);
    const third = secretIn(await rotate(home)).headers;
    expect(await Promise.all([deliver(home, first), deliver(home, second), deliver(home, third)])).toEqual([
      401, 202, 202,
    ]);
    const log = await home.log(tenantLog);
    expect(log.map(({ event, about, actor }) => [event, about, actor.id])).toEqual([
      ['hook_added', 'dog', 'owner'],
      ['hook_secret_changed', 'dog', 'owner'],
      ['hook_secret_changed', 'dog', 'owner'],
    ]);
  });

  test('two who make one new secrets at once: both are taken', async () => {
    const home = await servedHome();
    await add(home);
    const [one, other] = await Promise.all([rotate(home), rotate(home)]);
    const sent = [secretIn(one).headers, secretIn(other).headers].map((headers) => deliver(home, headers));
    expect(await Promise.all(sent)).toEqual([202, 202]);
  });

  test.each<[string, object, RegExp]>([
    ['an id that is none', { ...dog, id: 'dog.secret' }, /^id: /],
    ['a source there is none of', { ...dog, source: 'cats' }, /^source: /],
    ['a header that is none', { ...dog, auth: { kind: 'header', header: 'x: y' } }, /^auth\.header: /],
    ['a secret of their own', { ...dog, secret: 'hook.alertmanager' }, /secret/],
  ])('%s is refused', async (_, body, names) => {
    const home = await servedHome();
    const before = home.kept();
    expect(expectProblem(await add(home, body), 400, 'Malformed').detail).toMatch(names);
    expect(home.kept()).toEqual(before);
  });

  test('only owners see and make them, each those of their own tenant', async () => {
    const home = await servedHome();
    const theirs = { ...shapes.hook.schema.parse({ ...dog, tenant: 'other', secret: 'hook.dog' }) };
    await home.ports.records.write([create(shapes.hook, keys.hook('dog'), theirs)]);
    for (const as of ['vera', 'ada'] as const) {
      expectProblem(await home.send('GET', '/api/v1/hooks', { as }), 403, 'Forbidden');
      expectProblem(await home.send('POST', '/api/v1/hooks', { as, body: dog }), 403, 'Forbidden');
    }
    expectProblem(await rotate(home), 404, 'NotFound');
    expectProblem(await rotate(home, 'nobody'), 404, 'NotFound');
    const { items } = (await home.send('GET', '/api/v1/hooks', { as: 'owner' })).body as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).toEqual(['alertmanager', 'cloudwatch']);
  });

  test('a vault that refuses: the hook is there, nobody is let in, and the answer says what to do', async () => {
    let full = true;
    const home = await servedHome({
      around: (ports) => ({
        ...ports,
        secrets: { read: async (name) => (name === 'hook.dog' && full ? [] : ports.secrets.read(name)) },
        vault: {
          async put(name, value) {
            if (full) throw new Fault('Unavailable', 'no space left', 'Make room.');
            await ports.vault.put(name, value);
          },
        },
      }),
    });
    expect(expectProblem(await add(home), 503, 'Unavailable').hint).toMatch(/make it one again/);
    expect(await deliver(home, { 'x-dog': '' })).toBe(401);
    full = false;
    expect(await deliver(home, secretIn(await rotate(home)).headers)).toBe(202);
  });
});
