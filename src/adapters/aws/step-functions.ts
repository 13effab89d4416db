import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { Fault } from '../../contracts/fault.ts';
import type { Workflows } from '../../core/ports.ts';
import { awsFault, nameOf } from './aws-fault.ts';

type MachineName = Parameters<Workflows['start']>[0];
/** Narrower than what Step Functions takes: letters, digits, `-` and `_` mean the same in an ARN and in a log. */
const NAME = /^[A-Za-z0-9_-]{1,80}$/;
/** Nobody waits on this token any more: answered, timed out, or its execution ended. The three come in no fixed order. */
const GONE = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

/** Executions of standard machines. `machines` are ARNs, of a machine or of an alias of it. */
export function stepFunctionsWorkflows(parts: {
  client: SFNClient;
  machines: Readonly<Record<MachineName, string>>;
}): Workflows {
  const { client, machines } = parts;
  return {
    /** While the first execution runs, Step Functions answers a repeated call like the first one: then this says started again. */
    async start(machine, name, input) {
      const stateMachineArn = machines[machine];
      const ask = { stateMachineArn, name: checked(name), input: JSON.stringify(input) };
      try {
        await client.send(new StartExecutionCommand(ask));
        return 'started';
      } catch (thrown) {
        if (nameOf(thrown) === 'ExecutionAlreadyExists') return 'exists';
        throw awsFault(thrown, `machine ${machine}`);
      }
    },
    async succeed(token, output) {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) }));
        return 'accepted';
      } catch (thrown) {
        if (GONE.has(nameOf(thrown))) return 'gone';
        throw awsFault(thrown, 'a waiting task');
      }
    },
    async status(machine, name) {
      const executionArn = executionArnOf(machines[machine], checked(name));
      try {
        const { status } = await client.send(
          new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' }),
        );
        return status === 'RUNNING' || status === 'PENDING_REDRIVE' ? 'running' : 'ended';
      } catch (thrown) {
        if (nameOf(thrown) === 'ExecutionDoesNotExist') return 'unknown';
        throw awsFault(thrown, `machine ${machine}`);
      }
    },
  };
}

function checked(name: string): string {
  if (NAME.test(name)) return name;
  const hint = 'This is a defect of Mendgate: names of executions are ids. Please report it with the log line.';
  throw new Fault('Bug', `${JSON.stringify(name.slice(0, 100))} is no name of an execution`, hint);
}

/** `arn:aws:states:<region>:<account>:stateMachine:<machine>[:<alias>]` -> `…:execution:<machine>:<name>`. */
export function executionArnOf(machineArn: string, name: string): string {
  const [arn, partition, states, region, account, kind, machine] = machineArn.split(':');
  if (arn !== 'arn' || kind !== 'stateMachine' || !machine) {
    throw new Fault('Impossible', `${machineArn} is no ARN of a state machine`, 'Deploy the stack again.');
  }
  return [arn, partition, states, region, account, 'execution', machine, name].join(':');
}
