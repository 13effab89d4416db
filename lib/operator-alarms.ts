import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  type Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Functions } from './functions.ts';
import type { MachineName } from './machines.ts';
import type { FunctionId } from './timeouts.ts';

/**
 * Functions no machine and no HTTP gateway answers for: their failures are heard here. A step's failure is retried by its machine
 * and then ends the execution, a route's is a 5xx of the gateway.
 */
const alone: readonly FunctionId[] = [
  'receive-webhook',
  'open-incident',
  'deliver-outbox',
  'take-failed-execution',
  'sweep',
  'live-connect',
  'live-disconnect',
  'live-default',
];
const five = Duration.minutes(5);
const sum = { period: five, statistic: Stats.SUM };

interface Watched {
  functions: Functions;
  machines: Readonly<Record<MachineName, StateMachine>>;
  alerts: Queue;
  deadLetters: Queue;
  undeliveredOutbox: Queue;
  undeliveredEvents: Queue;
  api: HttpApi;
  topic: Topic;
}
interface Rule {
  says: string;
  /** One alarm each: by the name of what it watches, where there are several. No metric math, which emulators refuse. */
  metrics: Readonly<Record<string, IMetric>>;
  above: number;
  /** Looked at so many times in a row, each one period of the metric. */
  times?: number;
  /** Alarms when the value is below, and when there is none: silence. */
  silence?: true;
}

/** The alarms about Mendgate itself. Each has a section in docs/operate.md under its name. */
export class OperatorAlarms extends Construct {
  constructor(scope: Construct, id: string, props: Watched) {
    super(scope, id);
    const action = new SnsAction(props.topic);
    for (const [section, rule] of Object.entries(rulesFor(props)))
      for (const [subject, metric] of Object.entries(rule.metrics)) {
        const name = subject === '' ? section : `${section}-${subject}`;
        const alarm = new Alarm(this, name, {
          // Begins with the stack's name: by that its events are kept away from Mendgate itself.
          alarmName: `${Stack.of(this).stackName}-${name}`,
          alarmDescription: `${rule.says} What to do: docs/operate.md, "${section}".`,
          metric,
          threshold: rule.above,
          evaluationPeriods: rule.times ?? 1,
          comparisonOperator: rule.silence
            ? ComparisonOperator.LESS_THAN_THRESHOLD
            : ComparisonOperator.GREATER_THAN_THRESHOLD,
          treatMissingData: rule.silence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
        });
        alarm.addAlarmAction(action);
        alarm.addOkAction(action);
      }
  }
}

const waiting = (queue: Queue): Metric =>
  queue.metricApproximateNumberOfMessagesVisible({ period: five, statistic: Stats.MAXIMUM });

function rulesFor(on: Watched): Record<string, Rule> {
  const each = (of: (it: Lambda) => Metric) => Object.fromEntries(alone.map((id) => [id, of(on.functions.get(id))]));
  return {
    'dead-letters': {
      says: 'Alarms could not be taken and wait for people.',
      metrics: { '': waiting(on.deadLetters) },
      above: 0,
    },
    'undelivered-outbox': {
      says: 'Outbox rows could not be carried out by the stream reader.',
      metrics: { '': waiting(on.undeliveredOutbox) },
      above: 0,
    },
    'undelivered-events': {
      says: 'Events of EventBridge or the Scheduler could not be handled.',
      metrics: { '': waiting(on.undeliveredEvents) },
      above: 0,
    },
    'old-alerts': {
      says: 'Alarms wait longer than five minutes to be looked at.',
      metrics: {
        '': on.alerts.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: Stats.MAXIMUM }),
      },
      above: 300,
      times: 3,
    },
    'late-outbox': {
      says: 'The stream reader is more than five minutes behind.',
      metrics: {
        '': on.functions.get('deliver-outbox').metric('IteratorAge', { period: five, statistic: Stats.MAXIMUM }),
      },
      above: five.toMilliseconds(),
    },
    'failed-executions': {
      says: 'Investigations or remediations ended without an answer of their own.',
      metrics: Object.fromEntries(
        Object.entries(on.machines).flatMap(([name, machine]) => [
          [`${name}-failed`, machine.metricFailed(sum)],
          [`${name}-timed-out`, machine.metricTimedOut(sum)],
          [`${name}-aborted`, machine.metricAborted(sum)],
        ]),
      ),
      above: 0,
    },
    'function-errors': {
      says: 'A function that no machine retries failed.',
      metrics: each((it) => it.metricErrors(sum)),
      above: 0,
    },
    'function-throttles': {
      says: 'Functions were not let run: the account has too few at once.',
      metrics: each((it) => it.metricThrottles(sum)),
      above: 0,
    },
    'server-errors': {
      says: 'The gateway answered with 5xx.',
      metrics: { '': on.api.metricServerError(sum) },
      above: 0,
    },
    silence: {
      says: 'Mendgate has not swept for 15 minutes: it may be doing nothing at all.',
      metrics: { '': on.functions.get('sweep').metricInvocations(sum) },
      above: 1,
      times: 3,
      silence: true,
    },
  };
}
