import { createServer } from 'node:http';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eksConnections } from '../../../src/adapters/aws/eks-connections.ts';
import { trailName } from '../../../src/adapters/aws/trail-name.ts';
import { kubernetesClusters } from '../../../src/adapters/kubernetes/clusters.ts';
import type { ClusterOf } from '../../../src/contracts/clusters.ts';
import { Fault } from '../../../src/contracts/fault.ts';
import { account } from './account.ts';

const roleOf = (identity: string) => `arn:aws:iam::111122223333:role/mendgate-us-east-1-${identity}`;
const config: ClusterOf<'eks'> = {
  kind: 'eks',
  id: 'prod-eu',
  name: 'prod',
  region: 'eu-central-1',
  reader: roleOf('reader'),
  executor: roleOf('executor'),
};
const authority = '-----BEGIN CERTIFICATE-----\nof the cluster\n-----END CERTIFICATE-----\n';
const prod = { endpoint: 'https://ABC.gr7.eu-central-1.eks.amazonaws.com', authority };
const minutes = (count: number): number => count * 60_000;

type Given = Partial<Parameters<typeof account>[0]>;
async function here(given: Given = {}) {
  const aws = await account({ roles: [roleOf('reader'), roleOf('executor')], clusters: { prod }, ...given });
  onTestFinished(() => aws.close());
  let at = Date.parse('2026-11-24T11:50:36.789Z');
  const connect = eksConnections({ sts: aws.sts, eksEndpoint: aws.endpoint, now: () => at, backoffMs: 1 });
  const open = (identity: 'reader' | 'executor' = 'reader', on?: { session: string; approver?: string }) =>
    connect(config, identity, on);
  const pass = (millis: number): void => {
    at += millis;
  };
  const tokenOf = async (connection: Awaited<ReturnType<typeof connect>>, fresh = false): Promise<string> => {
    const { headers } = await connection.credentials(fresh);
    return String((headers as { authorization?: string }).authorization).replace('Bearer ', '');
  };
  return {
    aws,
    connect,
    open,
    pass,
    tokenOf,
    who: (token: string, name = 'prod') => aws.who(token, name, new Date(at)),
  };
}
const faultOf = async (work: Promise<unknown>): Promise<Fault> => {
  const thrown = await work.then(
    () => new Error('no fault'),
    (error: unknown) => error,
  );
  if (thrown instanceof Fault) return thrown;
  throw thrown;
};

test('the token is of the role, for this cluster, in the name of the work and of who approved', async () => {
  const { open, tokenOf, who, aws } = await here();
  const connection = await open('executor', { session: '01KAW0T0RE', approver: 'ada@example.com' });
  expect(connection.server).toBe(prod.endpoint);
  expect((await connection.credentials(false)).ca).toBe(authority);
  const token = await tokenOf(connection);
  expect(who(token)).toMatchObject({
    role: roleOf('executor'),
    name: '01KAW0T0RE',
    source: 'ada@example.com',
    seconds: 900,
  });
  expect(() => who(token, 'staging')).toThrow('signature');
  expect(aws.asked).toEqual(['sts', 'eks']);
});

test('without anybody who approved no source identity is set; names are made to fit, and stay apart', async () => {
  const { open, aws } = await here();
  await open();
  await open('executor', { session: 'x'.repeat(70), approver: 'Ada Lovelace' });
  await open('executor', { session: 'x'.repeat(71), approver: 'Ada-Lovelace' });
  await open('executor', { session: 's', approver: 'é' });
  const names = aws.assumed().map(({ name, source }) => [name, source]);
  expect(names[0]).toEqual(['mendgate', undefined]);
  expect(names[2]?.[1]).toBe('Ada-Lovelace');
  for (const name of names.flat().slice(2)) expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
  expect(new Set(names.flat().slice(2)).size).toBe(6);
});

test('a token is used for ten minutes, and where the cluster is for as long', async () => {
  const { open, tokenOf, pass, who, aws } = await here();
  const connection = await open();
  const first = await tokenOf(connection);
  pass(minutes(10));
  expect(await tokenOf(connection)).toBe(first);
  pass(1);
  const [one, other] = await Promise.all([tokenOf(connection), tokenOf(connection)]);
  expect(one).toBe(other);
  expect(one).not.toBe(first);
  expect(who(one)).toMatchObject({ role: roleOf('reader') });
  await open('executor');
  expect(aws.asked).toEqual(['sts', 'eks', 'sts', 'sts', 'eks']);
  await open('reader', { session: 'another' });
  expect(aws.asked.at(-1)).toBe('sts');
});

test('a token that was refused is made anew at once, but not when it has just been made', async () => {
  const { open, tokenOf, pass } = await here();
  const connection = await open();
  const first = await tokenOf(connection);
  expect(await tokenOf(connection, true)).toBe(first);
  pass(5_001);
  const burst = await Promise.all(Array.from({ length: 16 }, () => tokenOf(connection, true)));
  expect(new Set(burst).size).toBe(1);
  expect(burst[0]).not.toBe(first);
});

describe('what STS and EKS refuse', () => {
  const refuse = (service: 'sts' | 'eks', status: number, code: string, times = 99) => ({
    fail: (asked: string, nth: number) => (asked === service && nth <= times ? { status, code } : undefined),
  });
  test.each<[string, Given, string, RegExp, RegExp]>([
    ['a role that may not be taken', { roles: [] }, 'Forbidden', /AccessDenied: not authorized/, /trust policy/],
    ['STS asked too often', refuse('sts', 400, 'Throttling'), 'Unavailable', /Throttling/, /again/],
    ['STS in trouble', refuse('sts', 503, 'ServiceUnavailable'), 'Unavailable', /reader/, /again/],
    ['its own credentials ended', refuse('sts', 400, 'ExpiredTokenException'), 'Unavailable', /Expired/, /credentials/],
    ['no such cluster', { clusters: {} }, 'NotFound', /cluster prod in eu-central-1/, /region/],
    [
      'a cluster not named at deploy',
      refuse('eks', 403, 'AccessDeniedException'),
      'Forbidden',
      /AccessDenied/,
      /deploy/,
    ],
    ['EKS asked too often', refuse('eks', 429, 'TooManyRequestsException'), 'Unavailable', /TooMany/, /again/],
    ['EKS in trouble', refuse('eks', 500, 'ServerException'), 'Unavailable', /ServerException/, /again/],
    ['a cluster being made', { clusters: { prod: { status: 'CREATING' } } }, 'Unavailable', /is CREATING/, /ACTIVE/],
    ['an answer that is none', { fail: (it) => (it === 'eks' ? '<html>' : undefined) }, 'Unavailable', /is none/, /./],
    [
      'an address that is none',
      { clusters: { prod: { endpoint: 'http://a', authority } } },
      'Unavailable',
      /none/,
      /./,
    ],
    ['a long answer', { fail: (it) => (it === 'eks' ? 'x'.repeat(2e6) : undefined) }, 'Unavailable', /1048576/, /./],
  ])('%s', async (_case, given, word, says, hint) => {
    const { open } = await here(given);
    const fault = await faultOf(open());
    expect([fault.word, fault.message, fault.hint]).toEqual([
      word,
      expect.stringMatching(says),
      expect.stringMatching(hint),
    ]);
  });

  test('trouble of EKS that passes is not seen, and what failed once is asked again', async () => {
    const passing = await here(refuse('eks', 500, 'ServerException', 2));
    await passing.open();
    expect(passing.aws.asked).toEqual(['sts', 'eks', 'eks', 'eks']);
    const failing = await here(refuse('eks', 403, 'AccessDeniedException', 1));
    await faultOf(failing.open());
    await failing.open();
  });

  test('nobody answers', async () => {
    const { aws } = await here();
    const sts = aws.sts;
    const connect = eksConnections({ sts, eksEndpoint: 'http://127.0.0.1:9', backoffMs: 1 });
    const fault = await faultOf(connect(config, 'reader', undefined));
    expect([fault.word, fault.message]).toEqual(['Unavailable', expect.stringMatching(/prod/)]);
  });

  test('an identity nobody granted takes no role', async () => {
    const { connect, aws } = await here();
    expect((await faultOf(connect(config, 'rehearser', undefined))).word).toBe('Forbidden');
    expect(aws.asked).toEqual([]);
  });
});

test('a token that fails to be made again leaves no dead one behind', async () => {
  let down = false;
  const { open, tokenOf, pass } = await here({
    fail: () => (down ? { status: 503, code: 'ServiceUnavailable' } : undefined),
  });
  const connection = await open();
  pass(minutes(11));
  down = true;
  expect((await faultOf(tokenOf(connection))).word).toBe('Unavailable');
  down = false;
  expect(await tokenOf(connection)).toMatch(/^k8s-aws-v1\./);
});

test('a cluster that knows no such role says which access entry it lacks; the token is in no fault', async () => {
  const { aws, connect } = await here();
  const tokens = new Set<string>();
  const server = createServer((request, response) => {
    tokens.add(String(request.headers.authorization));
    const Status = { kind: 'Status', status: 'Failure', reason: 'Unauthorized', message: 'Unauthorized', code: 401 };
    response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(Status));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const clusters = kubernetesClusters(
    [config],
    { tries: 1 },
    {
      // The certificate of the answering server is no matter of this test: what is said about a 401 is.
      eks: async (...asked) => ({ ...(await connect(...asked)), server: `http://127.0.0.1:${port}` }),
    },
  );
  const cluster = await clusters.open('prod-eu', 'executor', { session: 'p1' });
  const fault = await faultOf(cluster.list('Pod'));
  expect(fault.word).toBe('Forbidden');
  expect(fault.hint).toContain(
    `aws eks create-access-entry --region eu-central-1 --cluster-name prod --principal-arn ${roleOf('executor')} --kubernetes-groups mendgate:executors`,
  );
  expect(tokens.size).toBe(1);
  const said = JSON.stringify([fault.message, fault.hint, fault.extra, fault.stack]);
  for (const secret of [...tokens, ...aws.assumed().map((one) => one.sessionToken)]) {
    expect(said).not.toContain(secret.replace('Bearer ', ''));
    expect(said).not.toContain('k8s-aws-v1');
  }
});

test('whatever EKS answers, only the signed faults escape', async () => {
  let answer: string | { status: number; code: string; message: string } = '';
  const { open } = await here({ fail: (service) => (service === 'eks' ? answer : undefined) });
  const field = fc.oneof(fc.jsonValue(), fc.string(), fc.webUrl());
  const cluster = fc.record(
    { status: field, endpoint: field, certificateAuthority: fc.record({ data: field }, { requiredKeys: [] }) },
    { requiredKeys: [] },
  );
  const answers = fc.oneof(
    fc.string(),
    fc.json(),
    cluster.map((it) => JSON.stringify({ cluster: it })),
    fc.record({
      status: fc.integer({ min: 300, max: 599 }),
      code: fc.stringMatching(/^\w{1,30}$/),
      message: fc.string(),
    }),
  );
  const signed = ['Forbidden', 'NotFound', 'Unavailable', 'Contended', 'Bug'];
  const run = fc.asyncProperty(answers, async (given) => {
    answer = given;
    const thrown = await open('reader', { session: 'fuzz' }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (thrown !== undefined) expect(signed).toContain(thrown instanceof Fault ? thrown.word : thrown);
  });
  await fc.assert(run, { numRuns: 200 });
});

test('every name becomes one STS takes, and no two become the same', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 200 }), (one, other) => {
      for (const name of [one, other]) expect(trailName(name)).toMatch(/^[\w+=,.@-]{2,64}$/);
      expect(trailName(one) === trailName(other)).toBe(one === other);
    }),
  );
});
