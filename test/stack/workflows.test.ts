import { randomUUID } from 'node:crypto';
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executionArnOf, stepFunctionsWorkflows } from '../../src/adapters/aws/step-functions.ts';
import type { Workflows } from '../../src/core/ports.ts';
import { until } from '../../tools/k8s/until.ts';
import { account, region, type Stack, up } from '../../tools/stack/up.ts';
import { wordOf } from '../contract/records-material.ts';

let stack: Stack;
let client: SFNClient;
let activity: string;
let machines: { investigation: string; remediation: string };
let workflows: Workflows;
beforeAll(async () => {
  stack = await up();
  client = new SFNClient({
    endpoint: stack.endpoint,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  activity = (await client.send(new CreateActivityCommand({ name: 'hold' }))).activityArn ?? '';
  const hold = { Type: 'Task', Resource: activity, TimeoutSeconds: 60, End: true };
  machines = {
    investigation: await machine('investigation', { Type: 'Pass', End: true }),
    remediation: await machine('remediation', hold),
  };
  workflows = stepFunctionsWorkflows({ client, machines });
});
afterAll(() => stack.close());

async function machine(name: string, only: object): Promise<string> {
  const definition = JSON.stringify({ StartAt: 'Only', States: { Only: only } });
  const roleArn = `arn:aws:iam::${account}:role/machine`;
  return (await client.send(new CreateStateMachineCommand({ name, definition, roleArn }))).stateMachineArn ?? '';
}
const describeExecution = (name: string) =>
  client.send(new DescribeExecutionCommand({ executionArn: executionArnOf(machines.remediation, name) }));
const ended = (which: 'investigation' | 'remediation', name: string) =>
  until(`the end of ${name}`, async () => (await workflows.status(which, name)) === 'ended', { within: 20_000 });

describe('executions', () => {
  test('one is started once, whether it runs or has ended', async () => {
    const name = randomUUID();
    expect(await workflows.status('investigation', name)).toBe('unknown');
    expect(await workflows.start('investigation', name, { incident: name })).toBe('started');
    await ended('investigation', name);
    expect(await workflows.start('investigation', name, { incident: name })).toBe('exists');
    const listed = await client.send(new ListExecutionsCommand({ stateMachineArn: machines.investigation }));
    expect(listed.executions?.filter((one) => one.name === name)).toHaveLength(1);
  });

  test('a waiting one goes on with its token, once', async () => {
    const name = randomUUID();
    await workflows.start('remediation', name, { remediation: name });
    const { taskToken: token = '' } = await client.send(new GetActivityTaskCommand({ activityArn: activity }));
    expect(token).not.toBe('');
    expect(await workflows.status('remediation', name)).toBe('running');
    expect(await workflows.start('remediation', name, { remediation: name }), 'while it runs').toMatch(
      /started|exists/,
    );
    expect(await workflows.succeed(token, { told: true })).toBe('accepted');
    await ended('remediation', name);
    expect(JSON.parse((await describeExecution(name)).output ?? '')).toEqual({ told: true });
    expect(await workflows.succeed(token, { told: false }), 'nobody waits any more').toBe('gone');
  });

  test.each(['nonsense', 'A'.repeat(1024)])('a token that is none is gone: %.20j', async (token) => {
    expect(await workflows.succeed(token, {})).toBe('gone');
  });

  test.each(['', 'a b', 'a/b', 'a:b', 'a*', 'é', 'x'.repeat(81)])('%j is no name of an execution', async (name) => {
    expect(await wordOf(workflows.start('investigation', name, {}))).toBe('Bug');
    expect(await wordOf(workflows.status('investigation', name))).toBe('Bug');
  });

  test('a machine that is not deployed, and a service that is not there, are Unavailable', async () => {
    const gone = { ...machines, investigation: machines.investigation.replace('investigation', 'nobody') };
    const other = stepFunctionsWorkflows({ client, machines: gone });
    expect(await wordOf(other.start('investigation', randomUUID(), {}))).toBe('Unavailable');
    const nowhere = new SFNClient({
      endpoint: 'http://127.0.0.1:9',
      region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    const cut = stepFunctionsWorkflows({ client: nowhere, machines });
    expect(await wordOf(cut.start('investigation', randomUUID(), {}))).toBe('Unavailable');
    expect(await wordOf(cut.succeed('token', {}))).toBe('Unavailable');
    expect(await wordOf(cut.status('investigation', randomUUID()))).toBe('Unavailable');
  });
});
