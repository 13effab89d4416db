import { KMSClient } from '@aws-sdk/client-kms';
import { DescribeExecutionCommand, SendTaskFailureCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { kmsSealer } from '../../../src/adapters/aws/kms-sealer.ts';
import { executionArnOf } from '../../../src/adapters/aws/step-functions.ts';
import type { ShownHold, ShownIncident } from '../../../src/cli/shown.ts';
import { keys } from '../../../src/core/ledger/keys.ts';
import { need } from '../../../src/core/ledger/load.ts';
import { shapes } from '../../../src/core/ledger/shapes.ts';
import { readAudit, until } from '../../../tools/k8s/kube.ts';
import { faults } from '../../cluster/faults.ts';
import { alarmOf, breakIn, realWrites } from '../../cluster/shop.ts';
import { openMendgate, tenant } from './mendgate.ts';

const home = openMendgate(inject('deployed'));
const sfn = new SFNClient(home.config);
const sealer = kmsSealer({ client: new KMSClient(home.config), keyId: home.outputs.KeyArn ?? '' });
const namespaces = ['shop-yes-and-no', 'shop-two-yes', 'shop-retried', 'shop-aborted'] as const;
const holds = new Map<string, ShownHold>();
let ada: string;
let ben: string;

beforeAll(async () => {
  const alarm = await home.sender('decisions');
  ada = await home.person('decisions-ada', 'approver');
  ben = await home.person('decisions-ben', 'approver');
  await Promise.all(
    namespaces.map(async (namespace) => {
      await breakIn(home.admin, namespace, faults.pull, 'cart');
      expect((await alarm(alarmOf(namespace, 'cart'))).status).toBe(202);
      holds.set(namespace, await home.holdIn(namespace, ada));
    }),
  );
});

const holdOf = (namespace: (typeof namespaces)[number]): ShownHold => {
  const hold = holds.get(namespace);
  if (hold === undefined) throw new Error(`no hold in ${namespace}`);
  return hold;
};
const decide = (hold: ShownHold, token: string, verdict: 'approved' | 'rejected') =>
  home.ask('POST', `/api/v1/holds/${hold.name}/decision`, { token, body: { verdict, planHash: hold.planHash } });
const remediationOf = async (namespace: string) => {
  const incident = await home.incidentIn(namespace, ada);
  const { remediations } = await home.get<ShownIncident>(`/api/v1/incidents/${incident?.id}`, ada);
  const [first] = remediations;
  if (incident === undefined || first === undefined) throw new Error(`no remediation in ${namespace}`);
  return { incident: incident.id, remediation: first };
};
const stored = (incident: string, hold: string) =>
  need(home.records, shapes.hold, keys.hold(tenant, incident, hold), 'the hold');
const writesIn = (namespace: string) => realWrites(readAudit(home.plane.dir), namespace);

describe('two deciders at once', () => {
  test('a yes and a no: one counts, the other is told, and the machine does what was decided', async () => {
    const namespace = 'shop-yes-and-no';
    const hold = holdOf(namespace);
    const answers = await Promise.all([decide(hold, ada, 'approved'), decide(hold, ben, 'rejected')]);
    expect(answers.map((it) => it.status).sort()).toEqual([200, 409]);
    const loser = answers.find((it) => it.status === 409);
    expect(loser?.body).toMatchObject({ title: 'Conflict', detail: expect.stringContaining('already decided') });
    const yes = answers[0]?.status === 200;
    const ended = await home.endOf(namespace, ada);
    const { remediation } = await remediationOf(namespace);
    expect(remediation.outcome).toBe(yes ? 'recovered' : 'rejected');
    expect(ended.status).toBe(yes ? 'recovered' : 'closed');
    expect(writesIn(namespace)).toHaveLength(yes ? 1 : 0);
  });

  test('two yes: one counts, and the plan runs once', async () => {
    const namespace = 'shop-two-yes';
    const hold = holdOf(namespace);
    const answers = await Promise.all([decide(hold, ada, 'approved'), decide(hold, ben, 'approved')]);
    expect(answers.map((it) => it.status).sort()).toEqual([200, 409]);
    expect((await home.endOf(namespace, ada)).status).toBe('recovered');
    expect(writesIn(namespace)).toHaveLength(1);
  });
});

describe('a hold step that is tried again', () => {
  test('a decision in between is called back on the new token', async () => {
    const namespace = 'shop-retried';
    const hold = holdOf(namespace);
    const { incident } = await remediationOf(namespace);
    const before = await stored(incident, hold.id);
    expect(before.value).toMatchObject({ status: 'pending', generation: 1 });
    // What Step Functions does when the call of the function failed on its side: the state's Retry gives it a new token.
    const taskToken = await sealer.open(before.value.sealedToken, `hold:${hold.id}`);
    await sfn.send(new SendTaskFailureCommand({ taskToken, error: 'Lambda.ServiceException' }));
    expect(await decide(hold, ada, 'approved')).toMatchObject({ status: 200 });
    const between = await stored(incident, hold.id);
    expect(between.value, 'the decision came before the second try').toMatchObject({
      status: 'approved',
      generation: 1,
      settled: false,
    });
    expect((await home.endOf(namespace, ada)).status).toBe('recovered');
    const after = await stored(incident, hold.id);
    expect(after.value).toMatchObject({ status: 'approved', generation: 2, settled: true });
    expect(after.value.sealedToken).not.toBe(before.value.sealedToken);
    expect(writesIn(namespace)).toHaveLength(1);
  });
});

describe('an execution that is stopped', () => {
  test('its incident goes to people by the rule, and a yes that comes later runs nothing', async () => {
    const namespace = 'shop-aborted';
    const hold = holdOf(namespace);
    const { incident, remediation } = await remediationOf(namespace);
    const executionArn = executionArnOf(home.outputs.RemediationArn ?? '', remediation.id);
    await sfn.send(new StopExecutionCommand({ executionArn }));
    const begin = performance.now();
    const ended = await home.endOf(namespace, ada, 40_000);
    expect(ended).toMatchObject({ id: incident, status: 'escalated' });
    // The sweep would have found it too, but not as fast, and with other words.
    expect(ended.reason).toContain('ABORTED');
    expect(performance.now() - begin).toBeLessThan(40_000);
    expect((await decide(hold, ada, 'approved')).status).toBe(409);
    expect((await sfn.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('ABORTED');
    await until('nothing waits', async () => !(await waiting(hold.name)), { within: 10_000 });
    expect(writesIn(namespace)).toEqual([]);
  });
});

const waiting = async (name: string): Promise<boolean> =>
  (await home.get<{ items: ShownHold[] }>('/api/v1/holds', ada)).items.some((hold) => hold.name === name);
