// node tools/oracle/ask.ts: asks an interpreter of the States Language that is not ours (LocalStack 4.14.0's, without Docker) every
// question in test/asl/oracle and writes its answers there. Needs Python 3.13 (PYTHON313 names it); not part of any test.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  SFNServiceException,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { freePorts } from '../k8s/free-ports.ts';
import { until } from '../k8s/until.ts';
import { pythonWith } from '../stack/venv.ts';
import { type Answer, type Case, caseFiles, type Result } from './cases.ts';

const here = import.meta.dirname;
const atOnce = 6;
const within = { within: 60_000 };

const python = pythonWith({
  python3: process.env.PYTHON313 ?? 'python3.13',
  requirements: join(here, 'requirements.txt'),
  complete: true,
});
const work = mkdtempSync(join(tmpdir(), 'mendgate-oracle-'));
const files = caseFiles();
const asked = files.flatMap(({ group, cases }) => cases.map((one, at) => ({ id: `${group}-${at}`, one })));
writeFileSync(join(work, 'mocks.json'), JSON.stringify(mocksFor(asked)));
const [port = 0] = await freePorts(1);
const log = openSync(join(work, 'log'), 'w');
const server = spawn(python, [join(here, 'interpreter.py'), String(port), join(work, 'root')], {
  stdio: ['ignore', log, log],
  env: { PATH: process.env.PATH, HOME: work, SFN_MOCK_CONFIG: join(work, 'mocks.json'), PYTHONDONTWRITEBYTECODE: '1' },
});
process.once('exit', () => server.kill('SIGKILL'));
const endpoint = `http://127.0.0.1:${port}`;
const config = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const sfn = new SFNClient(config);
try {
  await until('LocalStack', async () => (await fetch(`${endpoint}/_localstack/health`)).ok, {
    within: 120_000,
    hopeless: () => (server.exitCode === null ? undefined : `it ended: see ${work}/log`),
  });
  const queue = await new SQSClient({ ...config, useQueueUrlAsEndpoint: false }).send(
    new CreateQueueCommand({ QueueName: 'nobody-reads' }),
  );
  const waiting = [...asked];
  const answering = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      next.one.answer = await answerTo(next.id, next.one, queue.QueueUrl ?? '');
  };
  await Promise.all(Array.from({ length: atOnce }, answering));
} finally {
  server.kill('SIGKILL');
}
for (const { path, cases } of files) writeFileSync(path, `${JSON.stringify({ cases: cases.map(tidy) }, null, 2)}\n`);
spawnSync(
  join(here, '..', '..', 'node_modules', '.bin', 'biome'),
  ['format', '--write', ...files.map((it) => it.path)],
  {
    stdio: 'inherit',
  },
);
rmSync(work, { recursive: true, force: true });
console.error(`${asked.length} answers`);

function isSilent(one: Case): boolean {
  return Object.values(one.tasks).some((results) => results.some((result) => 'silent' in result));
}

async function answerTo(id: string, one: Case, queueUrl: string): Promise<Answer> {
  const definition = {
    StartAt: Object.keys(one.states)[0],
    States: isSilent(one) ? silenced(one, queueUrl) : one.states,
  };
  let stateMachineArn: string | undefined;
  try {
    const roleArn = 'arn:aws:iam::000000000000:role/oracle';
    const made = await sfn.send(
      new CreateStateMachineCommand({ name: id, definition: JSON.stringify(definition), roleArn }),
    );
    stateMachineArn = made.stateMachineArn;
  } catch (thrown) {
    if (thrown instanceof SFNServiceException && thrown.name === 'InvalidDefinition') return { status: 'refused' };
    throw new Error(`${id} ${one.name}`, { cause: thrown });
  }
  const mocked = Object.keys(one.tasks).length > 0 && !isSilent(one);
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({
      stateMachineArn: `${stateMachineArn}${mocked ? '#asked' : ''}`,
      name: 'e',
      input: JSON.stringify(one.input),
    }),
  );
  return until(
    `${id} ${one.name}`,
    async () => {
      const { status, output, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status === 'SUCCEEDED') return { status: 'succeeded' as const, output: JSON.parse(output ?? '') };
      if (status !== 'FAILED' && status !== 'TIMED_OUT') return undefined;
      // Only what a Fail state says itself is worded by the definition; other causes are each interpreter's own.
      const said = Object.values(one.states).some((state) => state.Type === 'Fail')
        ? { cause: String(cause ?? '') }
        : {};
      return { status: 'failed' as const, error: error ?? '', ...said };
    },
    within,
  );
}

/** In place of a function that never answers its token: a queue nobody reads. */
function silenced(one: Case, QueueUrl: string): Case['states'] {
  return Object.fromEntries(
    Object.entries(one.states).map(([name, state]) => [
      name,
      state.Type !== 'Task'
        ? state
        : {
            ...state,
            Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
            Parameters: { QueueUrl, 'MessageBody.$': '$$.Task.Token' },
          },
    ]),
  );
}

function mocksFor(all: readonly { id: string; one: Case }[]): object {
  const StateMachines: Record<string, unknown> = {};
  const MockedResponses: Record<string, unknown> = {};
  for (const { id, one } of all) {
    const cases: Record<string, string> = {};
    for (const [state, results] of Object.entries(one.tasks)) {
      const byToken = String(one.states[state]?.Resource).endsWith('.waitForTaskToken');
      MockedResponses[`${id}-${state}`] = Object.fromEntries(results.map((it, n) => [n, mockOf(it, byToken)]));
      cases[state] = `${id}-${state}`;
    }
    StateMachines[id] = { TestCases: { asked: cases } };
  }
  return { StateMachines, MockedResponses };
}

function mockOf(result: Result, byToken: boolean): object {
  if ('throw' in result) return { Throw: { Error: result.throw, Cause: result.cause } };
  if ('silent' in result) return { Return: {} };
  return { Return: byToken ? result.return : { StatusCode: 200, Payload: result.return } };
}

/** In the order a reader wants: question, answer, ours. */
function tidy({ name, states, input, tasks, answer, ours }: Case): object {
  return {
    name,
    states,
    input,
    ...(Object.keys(tasks).length > 0 && { tasks }),
    ...(answer && { answer }),
    ...(ours && { ours }),
  };
}
